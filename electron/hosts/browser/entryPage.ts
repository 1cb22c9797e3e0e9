import { noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';
import { pageKeyItem, sessionPath, tokenParameter } from '#shared/contract/browserSession.ts';

/**
 * All that is shown without a session. With the token of the printed address it swaps it, takes it out of the address so
 * that no history keeps it, and goes on to the page; without, it says how to get in.
 */
export const entryPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <title>PDP Workbench</title>
    <style nonce="${noncePlaceholder}">
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1rem; }
      code { font-family: ui-monospace, monospace; }
    </style>
  </head>
  <body>
    <main>
      <h1>PDP Workbench</h1>
      <p>This page opens with the address that <code>pdp serve</code> has printed on the terminal. It lets one browser in, within one minute.</p>
      <p>For a new address, end <code>pdp serve</code> with Ctrl-C and start it again.</p>
    </main>
    <script type="module" nonce="${noncePlaceholder}">
      const token = new URLSearchParams(location.hash.slice(1)).get('${tokenParameter}');
      if (token !== null) {
        document.querySelector('main').hidden = true;
        history.replaceState(null, '', '/');
        const answer = await fetch('${sessionPath}', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        });
        if (answer.ok) {
          localStorage.setItem('${pageKeyItem}', (await answer.json()).pageKey);
          location.replace('/');
        } else {
          document.querySelector('p').textContent = 'This address was used already, or is older than a minute.';
          document.querySelector('main').hidden = false;
        }
      }
    </script>
  </body>
</html>
`;
