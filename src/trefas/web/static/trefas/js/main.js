// Starts what the page has. Every page also works without any of this.
import { createAll, Button, ErrorSummary, SkipLink } from "../../vendor/govuk/govuk-frontend.min.js";
import { startCareful } from "./careful.js";
import { startGrids } from "./grid.js";
import { startLists } from "./lists.js";
import { startLock } from "./lock.js";
import { startMeeting } from "./meeting.js";
import { startShell } from "./shell.js";

document.body.classList.add("govuk-frontend-supported");
for (const Component of [Button, ErrorSummary, SkipLink]) createAll(Component);
startShell();
startLock();
startCareful();
startGrids();
startLists();
startMeeting();
