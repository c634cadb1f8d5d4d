import "./main.css";
import "./requests";
import "./menus";
import "./theme";
import "./panel";
import "./dialogs";
import "./toasts";

document.documentElement.classList.add("scripted");
