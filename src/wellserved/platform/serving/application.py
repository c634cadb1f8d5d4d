"""What the web server's own workers load."""

import os

from wellserved.platform.home import home_of
from wellserved.platform.serving.gate import pass_gate
from wellserved.platform.serving.parenthood import PARENT, end_with_parent

# The server's workers are its children, not the supervisor's.
os.environ.pop(PARENT, None)
end_with_parent()

from wellserved.config.asgi import application  # noqa: E402  only a worker that ends with its parent loads the site
from wellserved.platform.serving.warming import settle, warm  # noqa: E402  as above

warm()
settle()
pass_gate(home_of())

__all__ = ["application"]
