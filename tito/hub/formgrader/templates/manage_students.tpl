{%- extends 'nbgrader/manage_students.tpl' -%}

{%- block head -%}
{{ super() }}
<style>
/* names and addresses are for an instructor */
#main-table td:nth-child(5), table th:nth-child(5) { display: none; }
</style>
{%- endblock -%}

{%- block table_footer -%}
{%- endblock -%}
