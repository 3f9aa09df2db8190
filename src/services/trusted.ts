/** Certificates that a person trusts beside those that Node knows. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { excerpt } from '../base/display.ts';
import { InputError } from '../base/errors.ts';

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Those in the file of --ca, and what NODE_EXTRA_CA_CERTS names, which Node takes no more once others are given. Throws InputError. */
export async function trustedCertificates(file: string | undefined, extra: string | undefined): Promise<string[]> {
  if (file === undefined) return [];
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `--ca ${excerpt(file)}: cannot be read (${error.code}). Name a file with certificates in PEM.`,
    );
  });
  const found = text.match(block) ?? [];
  for (const pem of found) {
    try {
      new X509Certificate(pem);
    } catch {
      throw new InputError(
        `--ca ${excerpt(file)}: a certificate in it cannot be read. Name a file with certificates in PEM.`,
      );
    }
  }
  if (found.length === 0)
    throw new InputError(`--ca ${excerpt(file)}: holds no certificate. Name a file with certificates in PEM.`);
  // Node has warned of one that cannot be read.
  const more = extra === undefined || extra === '' ? '' : await readFile(extra, 'utf8').catch(() => '');
  return [...found, ...(more.match(block) ?? [])];
}
