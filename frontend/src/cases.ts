// Cases by keyboard alone, and what a case's page does by itself: heartbeat, draft, countdown, texts to begin with.
import "./cases/keys";
import "./cases/answering";
import "./cases/posting";
import "./cases/countries";
