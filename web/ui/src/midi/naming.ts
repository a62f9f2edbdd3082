/** What a file that is brought is called as a mapping. */

/** As many letters as the server takes. */
const LONGEST = 100;
/** What a browser puts behind the name of a file that it has saved before: "x (1).toml". */
const AGAIN = /\s*\(\d+\)$/;

export function mappingName(fileName: string): string {
  const name = fileName.replace(/\.toml$/i, '').replace(AGAIN, '');
  const plain = name.replace(/[^A-Za-z0-9 _.#-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return plain.slice(0, LONGEST) || 'imported';
}
