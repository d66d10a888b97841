/** Own certificate authorities: one PEM file each, called by the name of the file without its ending. */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** Its message is a sentence for whoever starts the program. */
export class AuthoritiesUnreadable extends Error {}

const endings: ReadonlySet<string> = new Set(['.pem', '.crt', '.cer']);

/** Rejects with a sentence that names the setting: the program must not start without what it was told to believe. */
export async function readCertificateAuthorities(folder: string | null): Promise<Readonly<Record<string, string>>> {
  if (folder === null) return {};
  const names = await readdir(folder).catch((error: unknown) => {
    throw new AuthoritiesUnreadable(`FABULA_CERTIFICATE_AUTHORITIES: the folder ${folder} cannot be read`, {
      cause: error,
    });
  });
  const files = names.filter((name) => endings.has(extname(name).toLowerCase())).sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [basename(file, extname(file)), await readPem(join(folder, file))])),
  );
}

async function readPem(path: string): Promise<string> {
  try {
    const pem = await readFile(path, 'utf8');
    // Reads the first certificate: enough to tell a certificate from a key or a file of another kind.
    void new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw new AuthoritiesUnreadable(`FABULA_CERTIFICATE_AUTHORITIES: ${path} is no certificate in PEM form`, {
      cause: error,
    });
  }
}
