{%- extends 'base.tpl' -%}

{%- block title -%}
Not graded yet
{%- endblock -%}

{%- block body -%}
<p>There is no graded notebook of this submission: grade it first.</p>
{%- endblock -%}
