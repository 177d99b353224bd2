{%- extends 'nbgrader/manage_assignments.tpl' -%}

{%- block head -%}
{{ super() }}
<style>
/* a status that only the exchange knows; what an instructor does: edit, generate, preview, release, collect, feedback; and links into a Jupyter server */
#main-table td:nth-child(n+3):nth-child(-n+8), table th:nth-child(n+3):nth-child(-n+8),
#main-table td:nth-child(n+10), table th:nth-child(n+10) { display: none; }
#main-table td.name a { color: inherit; pointer-events: none; text-decoration: none; }
</style>
{%- endblock -%}

{%- block title -%}
Assignments
{%- endblock -%}

{%- block messages -%}
<p>The number of submissions leads to their list, where each can be graded again. Written answers and flagged submissions
are under <a href="{{ base_url }}/formgrader/gradebook">Manual Grading</a>. Dates, releasing, collecting and feedback are for
an instructor, in formgrader of their own server.</p>
{%- endblock -%}

{%- block table_footer -%}
{%- endblock -%}
