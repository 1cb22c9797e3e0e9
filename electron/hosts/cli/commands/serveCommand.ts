import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { failure } from '#shared/contract/failure.ts';
import { toPlainTrace } from '#electron/toPlainText.ts';
import { consent } from '../contextOptions.ts';
import { exampleText } from '../options.ts';
import { done } from '../session.ts';
import type { RunCommand } from '../session.ts';

interface ServeOptions {
  readonly port: number;
  readonly open: boolean;
  readonly root?: string;
  readonly sample?: string;
}

export function serveCommand(run: RunCommand): Command {
  return new Command('serve')
    .description('open the app in a browser on this machine; Ctrl-C ends it')
    .addOption(
      new Option('--port <number>', 'the port of 127.0.0.1; without it, any that is free')
        .argParser(toPort)
        .default(0, 'any'),
    )
    .addOption(new Option('--root <folder>', 'open no files outside of this folder'))
    .option('--sample <name>', 'show this sample first, for example azure-standard')
    .option('--no-open', 'print the address and open no browser')
    .addHelpText('after', exampleText('pdp serve', 'pdp serve --no-open --port 8080 --root plans/'))
    .action(({ port, open, root, sample }: ServeOptions) =>
      run(
        async ({ operations, terminal, signal, writeRedirectPage }) => {
          const [{ makeRouter }, { startBrowserHost }] = await Promise.all([
            import('#electron/router.ts'),
            import('#electron/hosts/browser/browserHost.ts'),
          ]);
          const { samples } = await operations.system.information();
          if (sample !== undefined && !samples.includes(sample)) {
            return failure('bad-input', `There is no sample ${sample}.`, {
              remedy: `There is: ${samples.join(', ')}.`,
            });
          }
          const host = await startBrowserHost({
            router: makeRouter(operations),
            port,
            report: (error) => {
              for (const line of toPlainTrace(error).split('\n')) terminal.say(line);
            },
          });
          if (!host.ok) return host;
          const { url, close } = host.value;
          const printed = await terminal.write(`${url}\n`);
          if (!printed.ok) {
            await close();
            return printed;
          }
          const page = open ? writeRedirectPage(url) : undefined;
          const sayUnopened = () => terminal.say('No browser could be opened: open the address above.');
          if (page !== undefined) (await import('../openInBrowser.ts')).openInBrowser(page.file, sayUnopened);
          else if (open) sayUnopened();
          if (!signal.aborted) await once(signal, 'abort');
          page?.remove();
          await close();
          return done;
        },
        { host: 'browser', root, opensSample: sample, ...consent(undefined) },
      ),
    );
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number up to 65535.');
}
