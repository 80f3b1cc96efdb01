// Examples that can be sent as they are: what one answer has named, such as a cart, is what the next request asks for, on
// the other pages of the tab too, and whatever names a request is a new UUID.

const KEPT = "emporium.examples";
const KEY = "Idempotency-Key";

/** What is known of things that there are, by the names that the API gives them, such as cart_id. */
export class Examples {
  #found = {};
  #account;
  #keys = new Map();

  /** Takes what an answer is about, which it says first, and the token that reads it; of a list, what the first is about. */
  learnFrom({ ok, text, headers }) {
    if (!ok || !text || !headers?.["content-type"]?.startsWith("application/json")) {
      return;
    }
    const said = Object.entries(JSON.parse(text));
    const answer = said[0]?.[0] === "items" ? Object.entries(said[0][1][0] ?? {}) : said;
    if (answer[0]?.[0].endsWith("_id")) {
      const tokens = answer.filter(([name]) => name.endsWith("_token"));
      const kept = { ...Examples.#kept(), ...Object.fromEntries([answer[0], ...tokens]) };
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    }
  }

  /** Takes the first of a list, until an answer names another one. */
  async learnAt(list) {
    const answer = await fetch(list, { headers: { accept: "application/json" } });
    const first = answer.ok && Object.entries((await answer.json()).items[0] ?? {})[0];
    if (first) {
      this.#found = Object.fromEntries([first]);
    }
  }

  /** Takes somebody to sign in as, the first one that there is. */
  learnAccount(email, password) {
    this.#account ??= { email, password };
  }

  /** Fills in what is known when somebody begins to try an operation. */
  plugin() {
    return () => ({
      wrapComponents: {
        parameters: (Original, system) => (props) =>
          system.React.createElement(Original, {
            ...props,
            onTryoutClick: () => {
              this.#fill(system, props.pathMethod, props.parameters);
              props.onTryoutClick();
            }
          }),
        RequestBody: (Original, system) => (props) =>
          system.React.createElement(Original, { ...props, requestBody: this.#withKnown(props.requestBody) }),
        RequestBodyEditor: (Original, system) => (props) =>
          system.React.createElement(Original, { ...props, defaultValue: this.#filled(props.defaultValue) })
      },
      statePlugins: {
        spec: {
          wrapActions: {
            // the next request is another one, unless somebody has chosen the key
            setResponse: (original, system) => (path, method, response) => {
              const given = this.#keys.get(`${method} ${path}`);
              const shown = given && system.specSelectors.parameterWithMetaByIdentity([path, method], given.parameter);
              if (given && shown.get("value") === given.value) {
                this.#giveKey(system, [path, method], given.parameter);
              }
              return original(path, method, response);
            }
          }
        }
      }
    });
  }

  static #kept() {
    return JSON.parse(sessionStorage.getItem(KEPT));
  }

  #names() {
    return { ...this.#found, ...Examples.#kept() };
  }

  #fill(system, pathMethod, parameters) {
    const names = this.#names();
    for (const parameter of parameters) {
      const name = parameter.get("name");
      const value = names[name.toLowerCase().replaceAll("-", "_")];
      if (name === KEY) {
        this.#giveKey(system, pathMethod, parameter);
      } else if (value && (parameter.get("required") || parameter.get("in") === "header")) {
        system.specActions.changeParamByIdentity(pathMethod, parameter, value);
      }
    }
  }

  #giveKey(system, [path, method], parameter) {
    const value = uuid();
    this.#keys.set(`${method} ${path}`, { parameter, value });
    system.specActions.changeParamByIdentity([path, method], parameter, value);
  }

  /** A body whose examples have what is known in the place of what is made up. */
  #withKnown(body) {
    const example = (value) => this.#known(value, "");
    return body.update("content", (types) =>
      types.map((type) => {
        const one = type.has("example") ? type.update("example", example) : type;
        return one.has("examples")
          ? one.update("examples", (examples) => examples.map((each) => each.update("value", example)))
          : one;
      })
    );
  }

  #known(value, name) {
    if (!value?.toJS) {
      return this.#names()[name] ?? value;
    }
    const known = value.map((inner, key) => this.#known(inner, key));
    return known.get("grant_type") === "password" ? known.merge(this.#account) : known;
  }

  /** The same for the text of an example that was made from a schema. */
  #filled(text) {
    try {
      return JSON.stringify(
        JSON.parse(text, (name, value) => this.#names()[name] ?? value),
        null,
        2
      );
    } catch {
      return text; // no JSON
    }
  }
}

/** Version 4. crypto.randomUUID is not there on a page that came over plain HTTP from another machine. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
