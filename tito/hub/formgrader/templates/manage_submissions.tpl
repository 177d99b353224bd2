{%- extends 'nbgrader/manage_submissions.tpl' -%}

{%- block head -%}
{{ super() }}
<style>
/* feedback is for an instructor */
#main-table td:nth-child(n+7), table th:nth-child(n+7) { display: none; }
</style>
{%- endblock -%}

{%- block messages -%}
<p>The flash grades one submission again, which may take a minute. Points and comments that somebody gave stay.</p>
{%- endblock -%}
