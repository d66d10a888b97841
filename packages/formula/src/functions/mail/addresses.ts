/** The addresses of a header (RFC 5322), without names and comments: `"Lovelace, Ada" <ada@example.com> (office), bob@example.com`. */

/** Not decoded: a comma or an angle inside an encoded word is no separator. */
export function addressesOf(header: string): string[] {
  const found: string[] = [];
  let bare = '';
  let angle: string | null = null;
  let comment = 0;
  let isQuoted = false;
  const end = (): void => {
    const address = (angle ?? bare).trim().replace(/^@[^:]*:/, '');
    if (address !== '') found.push(address);
    bare = '';
    angle = null;
  };
  let isInAngle = false;
  for (let position = 0; position < header.length; position++) {
    const character = header.charAt(position);
    const keep = (text: string): void => {
      if (isInAngle) angle = (angle ?? '') + text;
      else bare += text;
    };
    if (character === '\\' && (isQuoted || comment > 0)) {
      position++;
      if (comment === 0) keep(character + header.charAt(position));
    } else if (comment > 0) {
      if (character === '(') comment++;
      else if (character === ')') comment--;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      keep(character);
    } else if (isQuoted) keep(character);
    else if (character === '(') comment++;
    else if (character === '<' && !isInAngle) {
      isInAngle = true;
      angle ??= '';
    } else if (character === '>' && isInAngle) isInAngle = false;
    else if (isInAngle) keep(character);
    // Outlook separates by semicolons, which otherwise end a group.
    else if (character === ',' || character === ';') end();
    // The name of a group, unless it is the colon of a route or of an address such as `[IPv6:…]`.
    else if (character === ':' && !bare.includes('@')) bare = '';
    else keep(character);
  }
  end();
  return found;
}
