/** The first letters of the first and the last word; of an address the first letter. */
export function initialsOf(name: string): string {
  const words = name.split('@')[0]?.trim().split(/\s+/) ?? [];
  const chosen = name.includes('@') ? words.slice(0, 1) : [...words.slice(0, 1), ...words.slice(1).slice(-1)];
  return chosen
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();
}

const colours = 8;

/** The class that sets the colour, from tokens.css. Neighbours in the list of users look different. */
export function faceColour(userId: number): string {
  return `face-${userId % colours}`;
}
