/** What may be a secret, by its name: an action's log is read by more people than its credentials. */
const secretHeader = /authorization|cookie|token|secret|password|api-?key/i;
/** `key` ends a word (`api_key`, `apikey`), short words stand alone (`sig`, `auth`), `code` is all of the name. */
const secretParameter =
  /token|secret|passw|signature|credential|authorization|oauth|session|cookie|jwt|key(?![a-z])|(?:^|[^a-z])(?:auth|sig|hmac|pass|pwd|otp)(?![a-z])|(?:^|auth.?)code$/i;
const mask = '********';

export function maskHeader(name: string, value: string): string {
  return secretHeader.test(name) ? mask : value;
}

/** The address as it was sent, but for the values of secret parameters. Also behind `#`, where some answers put tokens. */
export function maskUrl(url: string): string {
  return url.replace(/([?&#;])([^?&#;=]+)=[^&#;]+/g, (whole, mark: string, name: string) =>
    secretParameter.test(decodeName(name)) ? `${mark}${name}=${mask}` : whole,
  );
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // No valid encoding: then the name is what stands there.
    return name;
  }
}
