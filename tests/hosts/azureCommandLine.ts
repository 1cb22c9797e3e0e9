/** The real Azure CLI, asking a server on this machine that answers as Azure Resource Manager does. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { makeCertificate } from '../cluster/makeCertificate.ts';

const run = promisify(execFile);

const subscription = '00000000-0000-4000-8000-000000000001';
const tenant = '00000000-0000-4000-8000-000000000002';

/** Whether there is a CLI that knows its own commands: some distributions ship one whose libraries are too new for it. */
export async function hasAzureCommandLine(): Promise<boolean> {
  const told = run('az', ['network', 'nsg', 'rule', 'create', '--help'], { env: { ...process.env, ...quiet } });
  return told.then(
    ({ stdout }) => stdout.includes('--priority'),
    () => false,
  );
}

const quiet = {
  AZURE_CORE_COLLECT_TELEMETRY: 'false',
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
  AZURE_CORE_NO_COLOR: 'true',
};

export interface SimulatedAzure {
  /** One command of the program, in words between blanks; what it prints. */
  az(command: string): Promise<string>;
  /** A script that calls the program, with what it asks for in its environment. */
  runScript(script: string, environment: Readonly<Record<string, string>>): Promise<string>;
  /** Bodies of the deployments that were asked for, in order. */
  readonly deployments: readonly unknown[];
  close(): Promise<void>;
}

/** The program is told that place alone, and no account of this machine’s user. It has one empty network security group, `nodes`. */
export async function openSimulatedAzure(folder: string): Promise<SimulatedAzure> {
  const { cert, key, certFile } = await makeCertificate(folder, 'IP:127.0.0.1', [2020, 2040]);
  const rules = new SecurityRules();
  const deployments: unknown[] = [];
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const { pathname } = new URL(request.url ?? '/', 'https://127.0.0.1');
    const body = parseBody(await text(request));
    if (pathname === '/metadata/endpoints')
      return { code: 200, body: describeCloud(`https://${request.headers.host}`) };
    if (pathname === '/identity') return { code: 200, body: token() };
    if (pathname === '/subscriptions') return { code: 200, body: { value: [describeSubscription()] } };
    if (/\/deployments\//i.test(pathname)) {
      if (request.method === 'PUT') deployments.push(body);
      const done = { id: pathname, name: 'pdp-egress', properties: { provisioningState: 'Succeeded' } };
      return { code: 200, body: done };
    }
    return rules.answer(request.method ?? '', pathname, body);
  };
  const server = createServer({ cert, key }, async (request, response) => {
    const { code, body } = await answer(request);
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  const url = `https://127.0.0.1:${address.port}`;
  const env = {
    ...quiet,
    PATH: process.env['PATH'],
    HOME: folder,
    AZURE_CONFIG_DIR: path.join(folder, 'azure'),
    REQUESTS_CA_BUNDLE: certFile,
    IDENTITY_ENDPOINT: `${url}/identity`,
    IDENTITY_HEADER: 'simulated',
  };
  const az = async (command: string): Promise<string> =>
    (await run('az', command.split(' '), { cwd: folder, env, maxBuffer: 1 << 26 })).stdout;
  await az(`cloud register --name simulated --endpoint-resource-manager ${url}`);
  await az('cloud set --name simulated');
  await az('login --identity --allow-no-subscriptions');
  return {
    deployments,
    az,
    runScript: async (script, environment) =>
      (await run('sh', [script], { cwd: folder, env: { ...env, ...environment } })).stdout,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The program sends a template as its file has it, under a key without quotes. */
function parseBody(body: string): unknown {
  return body === '' ? {} : JSON.parse(body.replace(/, template:\{/, ', "template":{'));
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** What a managed identity is given: unsigned, for nobody asks. */
function token(): object {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { tid: tenant, oid: tenant, appid: tenant, xms_mirid: `/subscriptions/${subscription}/vm` };
  const until = Math.floor(Date.now() / 1000) + 86_400;
  return {
    access_token: `${encode({ alg: 'none' })}.${encode({ ...claims, exp: until })}.none`,
    expires_on: `${until}`,
    resource: 'simulated',
    token_type: 'Bearer',
    client_id: tenant,
  };
}

function describeCloud(url: string): object {
  return {
    name: 'simulated',
    resourceManager: url,
    authentication: { loginEndpoint: url, audiences: [url], tenant: 'common' },
    suffixes: {},
  };
}

function describeSubscription(): object {
  return {
    id: `/subscriptions/${subscription}`,
    subscriptionId: subscription,
    tenantId: tenant,
    displayName: 'simulated',
    state: 'Enabled',
  };
}

interface SecurityRule {
  readonly properties: { readonly priority: number; readonly direction: string };
}

/** The rules of one group as Azure holds them: no two have the same number in a direction, and none has one beyond its bounds. */
class SecurityRules {
  readonly #rules = new Map<string, SecurityRule>();

  answer(method: string, pathname: string, body: unknown): Answer {
    const [, group, name] =
      /^(.*\/networkSecurityGroups\/nodes)(?:\/securityRules(?:\/([^/]+))?)?$/i.exec(pathname) ?? [];
    if (group === undefined) return { code: 404, body: { error: { code: 'NotFound', message: pathname } } };
    const all = [...this.#rules.values()];
    if (name === undefined) {
      const isList = pathname.toLowerCase().endsWith('/securityrules');
      return {
        code: 200,
        body: isList ? { value: all } : { id: group, name: 'nodes', properties: { securityRules: all } },
      };
    }
    if (method === 'DELETE') this.#rules.delete(name);
    if (method === 'PUT') {
      const { properties } = body as SecurityRule;
      if (properties.priority < 100 || properties.priority > 4096) {
        const message = `Security rule ${name} has invalid priority ${properties.priority}: it must be between 100 and 4096.`;
        return { code: 400, body: { error: { code: 'SecurityRuleInvalidPriority', message } } };
      }
      const clash = [...this.#rules].find(
        ([other, rule]) =>
          other !== name &&
          rule.properties.priority === properties.priority &&
          rule.properties.direction === properties.direction,
      );
      if (clash !== undefined) {
        const message = `Rules ${name} and ${clash[0]} cannot have the same Priority and Direction.`;
        return { code: 400, body: { error: { code: 'SecurityRuleConflict', message } } };
      }
      const id = `${group}/securityRules/${name}`;
      this.#rules.set(name, {
        ...(body as object),
        id,
        name,
        properties: { ...properties, provisioningState: 'Succeeded' },
      } as SecurityRule);
    }
    const rule = this.#rules.get(name);
    return rule === undefined ? { code: method === 'DELETE' ? 200 : 404, body: {} } : { code: 200, body: rule };
  }
}
