"""Text that would come alive in HTML, a script or a template."""

HOSTILE = [
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`'\"\\",
    "line\u2028end",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# gone #}",
    "<img src=x onerror=alert(1)>",
]
