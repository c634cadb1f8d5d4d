// The page on which a map is drawn. Every command is a small form of the server's; this makes them quick and shared.
import * as dragging from "./drawing/dragging";
import * as editing from "./drawing/editing";
import * as keys from "./drawing/keys";
import * as menu from "./drawing/menu";
import * as server from "./drawing/server";

if (document.getElementById("drawing") && document.getElementById("deed")) {
  server.begin();
  editing.begin();
  keys.begin();
  menu.begin();
  dragging.begin();
}
