/** Works with the browser host or the engine as a page would, for a test that runs it where there is no network. */
import { openBrowserHost } from './openBrowserHost.ts';
import { openEngine } from './openEngine.ts';

const [host, plan = '', dataFolder = ''] = process.argv.slice(2);
const { client, close } = await (host === 'browser' ? openBrowserHost : openEngine)(dataFolder);
try {
  await client.plans.open({ file: plan });
  for await (const event of await client.audit.run({ plan })) {
    if (event.kind === 'finished') process.stdout.write(`${event.record.findings.length} findings\n`);
  }
  const report = await client.report.render({ plan, format: 'html' });
  const { connectionsOpened } = await client.system.information();
  process.stdout.write(`${report.ok ? report.value.name : ''}\n${connectionsOpened} connections\n`);
} finally {
  await close();
}
