import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** A certificate that signed itself, for a name (`DNS:…`, `IP:…`) and between two years of our era. */
export async function makeCertificate(
  folder: string,
  name: string,
  [from, until]: readonly [number, number],
): Promise<Certificate> {
  const place = path.join(folder, name.replace(':', '-'));
  mkdirSync(place);
  const write = (file: string, text: string): string => {
    writeFileSync(path.join(place, file), text);
    return path.join(place, file);
  };
  const settings = write(
    'ca.cnf',
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${write('index', '')}\nserial=${write('serial', '01\n')}\nnew_certs_dir=${place}
default_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n[names]\nsubjectAltName=${name}\n`,
  );
  const [request, keyFile, certFile] = ['request', 'key.pem', 'cert.pem'].map((file) => path.join(place, file)) as [
    string,
    string,
    string,
  ];
  const openssl = (...words: readonly string[]): Promise<unknown> => run('openssl', [...words], { cwd: place });
  await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', request, '-subj', '/CN=tests');
  const days = ['-startdate', `${from}0101000000Z`, '-enddate', `${until}0101000000Z`];
  const own = ['-batch', '-notext', '-config', settings, '-selfsign', '-keyfile', keyFile];
  await openssl('ca', ...own, ...days, '-in', request, '-out', certFile);
  return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}
