/** Why an address cannot hear of failures; undefined: it can. The server looks at it more closely. */
export function recipientProblem(text: string): string | undefined {
  const address = text.trim();
  const isFine = /^https?:\/\//i.test(address) ? URL.canParse(address) : /^[^@]*[^\s@<]+@[^\s@]+$/.test(address);
  return isFine ? undefined : 'Write an e-mail address, or the address of a web page that takes messages (https://…).';
}

/** Most that a story may have. */
export const mostRecipients = 50;
