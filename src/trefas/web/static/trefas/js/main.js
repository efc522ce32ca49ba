// Starts what the page has. Every page also works without any of this.
import { createAll, Button, ErrorSummary, SkipLink } from "../../vendor/govuk/govuk-frontend.min.js";
import { startCareful } from "./careful.js";
import { startGrids } from "./grid.js";
import { startLists } from "./lists.js";
import { startLock } from "./lock.js";
import { startMeeting } from "./meeting.js";
import { startShell } from "./shell.js";
import { startTrusted } from "./trusted.js";

document.body.classList.add("govuk-frontend-supported");
for (const Component of [Button, ErrorSummary, SkipLink]) createAll(Component);
startTrusted();
startShell();
startLock();
startCareful();
startGrids();
startLists();
startMeeting();
