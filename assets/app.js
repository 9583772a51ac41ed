// Progressive enhancement only: every page works without this file.
import "./parts/quiet.js";
import "./parts/described.js";
import "@digdir/designsystemet-web/ds-field";
import { clearOfTheBar } from "./parts/clear-of-the-bar.js";
import { copyButtons } from "./parts/copy.js";
import { keepDrafts } from "./parts/drafts.js";
import { livePieces } from "./parts/live.js";
import { openWhereWide } from "./parts/open-where-wide.js";
import { sendOnce } from "./parts/send-once.js";
import { themeSearch } from "./parts/themes.js";

clearOfTheBar(document);
copyButtons(document);
livePieces(document);
openWhereWide(document);
sendOnce(document);
themeSearch(document);
keepDrafts(document); // last: what the others change in a form has not been typed
