import { defensiveHeaders, makePageFiles } from '../../pageFiles.ts';
import type { PageAnswer } from '../../pageFiles.ts';

/** The origin of the desktop's page: a scheme of our own, so that neither `file:` nor a port of the machine is involved. */
export const appScheme = 'app';
export const appOrigin = 'app://workbench';

export interface AppAnswer extends PageAnswer {
  readonly status: number;
}

/** Answers requests for the built page: its own files, by GET, at its own origin. */
export function makeAppFiles(rendererFolder: string): (method: string, url: string) => AppAnswer {
  const findFile = makePageFiles(rendererFolder);

  return function answer(method, url) {
    if (method !== 'GET') return refuse(405, 'Only GET is answered.');
    const { protocol, host, pathname } = new URL(url);
    const file = `${protocol}//${host}` === appOrigin ? findFile(pathname) : undefined;
    return file === undefined ? refuse(404, 'There is nothing at this address.') : { status: 200, ...file };
  };
}

function refuse(status: number, sentence: string): AppAnswer {
  return { status, headers: { ...defensiveHeaders, 'content-type': 'text/plain; charset=utf-8' }, body: sentence };
}
