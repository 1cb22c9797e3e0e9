import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openSimulatedGoogleCloud } from './gcloudCommandLine.ts';
import { suiteFolder } from './suiteFolder.ts';

const home = suiteFolder();

/** Asks as the program would, and prints the status of the answer to a body. */
const asking = `
const place = process.env.CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE + 'projects/acme-pdp/global/firewallPolicies';
fetch(place, { method: 'POST', body: process.env.BODY }).then(({ status }) => process.stdout.write(String(status)));
`;

it('answers 400 to a change without a JSON object, and goes on answering', async () => {
  const script = path.join(home, 'ask.sh');
  writeFileSync(script, `exec "$NODE" -e "$ASKING"\n`);
  const simulated = await openSimulatedGoogleCloud(home, {});
  try {
    const statusOf = (body: string): Promise<string> =>
      simulated.runScript(script, { NODE: process.execPath, ASKING: asking, BODY: body });
    for (const body of ['', '{', 'null', '"pdp"']) expect(await statusOf(body)).toBe('400');
    expect(await statusOf('{"name":"pdp"}')).toBe('200');
    expect(simulated.missed).toEqual([]);
  } finally {
    await simulated.close();
  }
});
