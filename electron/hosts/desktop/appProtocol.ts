import { protocol } from 'electron';
import { appScheme, makeAppFiles } from './appFiles.ts';

/** Makes the scheme behave as a secure web origin; Electron wants this before it is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built page, and nothing else, under the scheme. */
export function serveApp(rendererFolder: string): void {
  const answer = makeAppFiles(rendererFolder);
  protocol.handle(appScheme, (request) => {
    const { status, headers, body } = answer(request.method, request.url);
    return new Response(body, { status, headers });
  });
}
