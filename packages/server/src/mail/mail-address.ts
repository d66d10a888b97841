import addressparser from 'nodemailer/lib/addressparser';

/** One address, with or without a name. */
export function isMailAddress(text: string): boolean {
  const [only, ...others] = addressparser(text, { flatten: true });
  return others.length === 0 && only !== undefined && /^[^\s@<>\p{Cc}]+@[^\s@<>\p{Cc}]+$/u.test(only.address);
}
