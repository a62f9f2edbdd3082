/** The tokens of the stylesheet as a canvas needs them. */

const known = new Map<string, string>();

/** The value of `--name`; read once, tokens do not change while the page lives. */
export function token(name: string): string {
  let value = known.get(name);
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    known.set(name, value);
  }
  return value;
}
