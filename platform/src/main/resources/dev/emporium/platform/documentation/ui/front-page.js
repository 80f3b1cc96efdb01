// What stands above the collections, at the gateway's root, stands on top of each page too: links to the others, and the
// demo accounts where there are any. Without a gateway, or when nobody answers there, the page does without.

/** Shows it, and learns from it where examples are found and who may sign in. */
export async function showFrontPage(header, session, examples) {
  if (location.pathname === "/docs/") {
    return; // no gateway is in front of a service without ROOT_PATH
  }
  const root = new URL("../../", location.href);
  const answer = await fetch(root, { headers: { accept: "text/html" } });
  if (!answer.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const services = page.getElementById("services");
  const accounts = page.getElementById("accounts");
  if (services) {
    header.append(linked(document.importNode(services, true), root));
    await examples.learnAt(new URL(services.dataset.examples ?? "", root));
  }
  if (accounts) {
    header.append(withButtons(document.importNode(accounts, true), session, examples));
  }
}

function linked(services, root) {
  for (const link of services.querySelectorAll("a")) {
    link.href = new URL(link.getAttribute("href"), root);
    if (link.pathname === location.pathname) {
      link.setAttribute("aria-current", "page");
    }
  }
  const start = document.createElement("li");
  start.append(Object.assign(document.createElement("a"), { href: root, textContent: "Start" }));
  services.querySelector("ul")?.prepend(start);
  return services;
}

/** One who wants to try something should not have to copy a password. */
function withButtons(accounts, session, examples) {
  accounts.open = false;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  for (const row of accounts.querySelectorAll("tbody tr")) {
    const [email, password] = [...row.cells].map((cell) => cell.textContent);
    examples.learnAccount(email, password);
    const button = document.createElement("button");
    button.textContent = "Sign in";
    button.setAttribute("aria-label", `Sign in as ${email}`);
    button.addEventListener("click", async () => {
      const failure = await session.begin(email, password);
      said.textContent = failure || `Signed in as ${email}.`;
    });
    row.insertCell().append(button);
  }
  accounts.append(said);
  return accounts;
}
