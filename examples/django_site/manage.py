"""Run the site of an office, or one of Django's commands for it.

pip install -r examples/django_site/requirements.txt
python examples/django_site/manage.py migrate
python examples/django_site/manage.py createsuperuser
python examples/django_site/manage.py runserver
"""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "office_site.settings")
    execute_from_command_line(sys.argv)
