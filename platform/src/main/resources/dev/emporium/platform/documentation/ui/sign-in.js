// Signing in with e-mail and password, once for all pages of this origin, until the last of its tabs is closed.
//
// What is kept is in sessionStorage: it outlives a reload and following a link, and is gone with its tab; localStorage
// would keep it for whoever sits down at the machine next. Other tabs are told over a channel. The password is kept
// nowhere. A refresh token is good once, and a session that shows one twice is ended, so that it stays in the one tab that
// has signed in: that one renews the access token and tells the others.

const SCHEME = "sign_in";
const KEPT = "emporium.session";
const EARLY_MS = 60_000;

/** Who is signed in on the pages of this origin. */
export class Session {
  #tabs = new BroadcastChannel(KEPT);
  #ui;
  #timer;

  /** Goes on with what this tab or another one has, once the description is there. */
  resume(ui) {
    this.#ui = ui;
    if (!this.#scheme()) {
      return;
    }
    this.#tabs.onmessage = ({ data }) => this.#hear(data);
    if (Session.#kept()) {
      this.#keep(Session.#kept());
    }
    this.#tabs.postMessage({ asks: true });
  }

  get email() {
    return Session.#kept()?.email;
  }

  /** Signs in; the reason if it cannot be done. */
  async begin(email, password) {
    return this.#take(email, { grant_type: "password", username: email, password });
  }

  /** Signs out on all pages, and at the server where this tab can. */
  async end() {
    const refreshToken = Session.#kept()?.refresh_token;
    this.#drop();
    this.#tabs.postMessage({ ended: true });
    if (refreshToken) {
      await fetch(this.#scheme().get("tokenUrl"), {
        method: "DELETE",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ refresh_token: refreshToken })
      });
    }
  }

  static #kept() {
    return JSON.parse(sessionStorage.getItem(KEPT));
  }

  #scheme() {
    return this.#ui.authSelectors
      .definitionsToAuthorize()
      .map((definition) => definition.get(SCHEME))
      .find((scheme) => scheme);
  }

  /** RFC 6749, sections 4.3 and 6. */
  async #take(email, grant) {
    let tokens;
    try {
      const answer = await fetch(this.#scheme().get("tokenUrl"), { method: "POST", body: new URLSearchParams(grant) });
      tokens = await answer.json();
      if (!answer.ok) {
        return tokens.detail ?? `The answer was ${answer.status}.`;
      }
    } catch {
      return "The token endpoint cannot be reached.";
    }
    this.#keep({
      email,
      access_token: tokens.access_token,
      refresh_token: tokens.refresh_token,
      expires_at: Date.now() + tokens.expires_in * 1000
    });
    this.#tell();
    return "";
  }

  #keep(session) {
    clearTimeout(this.#timer);
    sessionStorage.setItem(KEPT, JSON.stringify(session));
    this.#ui.authActions.authorizeOauth2({
      auth: { name: SCHEME, schema: this.#scheme() },
      token: { access_token: session.access_token, token_type: "Bearer" }
    });
    const left = session.expires_at - Date.now() - (session.refresh_token ? EARLY_MS : 0);
    this.#timer = setTimeout(() => this.#renew(), left);
  }

  async #renew() {
    const { email, refresh_token } = Session.#kept();
    if (!refresh_token || (await this.#take(email, { grant_type: "refresh_token", refresh_token }))) {
      this.#drop();
    }
  }

  #drop() {
    clearTimeout(this.#timer);
    sessionStorage.removeItem(KEPT);
    this.#ui.authActions.logout([SCHEME]);
  }

  #tell() {
    const { refresh_token, ...session } = Session.#kept();
    this.#tabs.postMessage({ session, renews: Boolean(refresh_token) });
  }

  #hear({ asks, ended, session, renews }) {
    if (asks && Session.#kept()) {
      this.#tell();
    } else if (ended && Session.#kept()) {
      this.#drop();
    } else if (session && (renews || !Session.#kept()?.refresh_token)) {
      // of a tab and its duplicate, which have the same refresh token, one is left to renew
      this.#keep(session);
    }
  }
}

/** A dialog that asks for nothing but e-mail and password, and locks that are open to guests. */
export function signInPlugin(session) {
  return () => ({
    wrapComponents: {
      auths: (Original, system) => (props) =>
        system.React.createElement(props.definitions.has(SCHEME) ? SignIn : Original, { ...props, session, system })
    },
    statePlugins: {
      auth: {
        wrapSelectors: {
          // "nobody has to sign in" is no way in which somebody is signed in
          isAuthorized: (original) => (state, requirements) =>
            original(requirements?.filter((requirement) => requirement.size > 0))
        }
      }
    }
  });
}

function SignIn({ session, system }) {
  const { createElement: h, useEffect, useRef, useState } = system.React;
  const [failure, setFailure] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const first = useRef(null);
  // after Swagger UI has given the focus to the field for a token, which stands further down
  useEffect(() => first.current?.focus(), []);
  const close = () => system.authActions.showDefinitions(false);
  const button = (text, more) => h("button", { className: "btn modal-btn auth", type: "button", ...more }, text);

  if (system.authSelectors.authorized().has(SCHEME)) {
    return h(
      "div",
      { className: "auth-container sign-in" },
      h("h4", null, "Signed in"),
      h("p", null, session.email),
      h(
        "div",
        { className: "auth-btn-wrapper" },
        button("Sign out", { onClick: () => session.end() }),
        button("Close", { className: "btn modal-btn auth btn-done", onClick: close })
      )
    );
  }

  const submit = async (event) => {
    event.preventDefault();
    const failed = await session.begin(email, password);
    setPassword("");
    setFailure(failed);
  };
  const field = (label, type, value, set, ref) =>
    h(
      "label",
      null,
      label,
      h("input", {
        ref,
        type,
        value,
        required: true,
        autoComplete: type === "email" ? "username" : "current-password",
        onChange: (event) => set(event.target.value)
      })
    );
  return h(
    "form",
    { className: "auth-container sign-in", onSubmit: submit },
    h("h4", null, "Sign in"),
    h("p", null, "For all pages of this address, until the tab is closed."),
    field("E-mail", "email", email, setEmail, first),
    field("Password", "password", password, setPassword),
    h("p", { role: "alert", className: "failure" }, failure),
    h(
      "div",
      { className: "auth-btn-wrapper" },
      button("Sign in", { type: "submit", className: "btn modal-btn auth authorize" }),
      button("Close", { className: "btn modal-btn auth btn-done", onClick: close })
    )
  );
}
