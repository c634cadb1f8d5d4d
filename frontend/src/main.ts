import "./main.css";
import "./requests";
import "./menus";
import "./theme";
import "./panel";
import "./dialogs";
import "./toasts";
import "./busy";
import "./palette";

document.documentElement.classList.add("scripted");
