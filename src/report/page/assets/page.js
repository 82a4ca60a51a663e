// The page: sections in the order of the questions; a section without an answer is left out.

const SECTIONS = [
  headline, whereItGoes, whoFeelsIt, throughWhichChains, whoLoses, whichGroups, ifLost, whatMatters, whenIsItFelt, whoIsBusy,
  howSure, whatItIsWorth, whatFirst, upAndDown, whereNumbersComeFrom, whatIf,
];

/** A section in half of the width stands alone in its row where no other follows it. */
function fillRows(sections) {
  let isOpen = false;
  sections.forEach((part, at) => {
    if (!part.classList.contains("half")) return (isOpen = false);
    if (!isOpen && !sections[at + 1]?.classList.contains("half")) part.classList.remove("half");
    else isOpen = !isOpen;
  });
}

function show() {
  const page = JSON.parse(document.getElementById("document").textContent);
  const main = document.getElementById("page");
  if (page.format !== "knockon/page" || page.version !== 1) {
    main.append(loud("The document in this page is of another format or version than its script reads."));
    return;
  }
  const heading = main.querySelector("h1");
  heading.textContent = document.title = short(heading.textContent, 200);
  const model = new Model(page);
  const sections = SECTIONS.map((part) => part(model)).filter(Boolean);
  fillRows(sections);
  main.append(...sections, html("footer", {}, `${short(page.organisation ?? "")}: written by knockon. The numbers are in this file as one JSON document, as the command line prints it.`));
}

show();
