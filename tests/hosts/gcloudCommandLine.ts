/** The real gcloud, asking a server on this machine that answers as Google's REST API does. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { isProgram } from '../isProgram.ts';

const run = promisify(execFile);

export const hasGcloud = (process.env['PATH'] ?? '')
  .split(path.delimiter)
  .some((folder) => isProgram(path.join(folder, 'gcloud')));

export interface SimulatedGoogleCloud {
  /** One command of the program, in words between blanks; what it prints. */
  gcloud(command: string): Promise<string>;
  /** A script that calls the program, with what it asks for in its environment. */
  runScript(script: string, environment: Readonly<Record<string, string>>): Promise<string>;
  /** What was asked for and is not there. */
  readonly missed: readonly string[];
  close(): Promise<void>;
}

/**
 * `answers` are bodies by the path that is asked for; firewall policies that the program makes are there from then on. It is
 * told that place alone, and no account of this machine’s user.
 */
export async function openSimulatedGoogleCloud(
  folder: string,
  answers: Readonly<Record<string, unknown>>,
): Promise<SimulatedGoogleCloud> {
  const missed: string[] = [];
  const policies = new FirewallPolicies();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const respond = (code: number, body: unknown): void => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const refuse = (code: number, message: string): void => respond(code, { error: { code, message } });
    const isChange = request.method === 'POST';
    const body = isChange && !pathname.endsWith('/removeRule') ? await readObject(request) : {};
    if (body === undefined) {
      refuse(400, 'The body is no JSON object.');
      return;
    }
    if (isChange && policies.isTaken(pathname, body)) {
      refuse(409, 'There is one of that name or number already.');
      return;
    }
    const answer = isChange
      ? policies.take(pathname, Object.fromEntries(searchParams), body, `http://${request.headers.host}`)
      : Object.hasOwn(answers, pathname)
        ? answers[pathname]
        : policies.at(pathname);
    if (answer !== undefined) {
      respond(200, answer);
      return;
    }
    missed.push(pathname);
    refuse(404, `There is no ${pathname}.`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  const url = `http://127.0.0.1:${address.port}`;
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    CLOUDSDK_CONFIG: path.join(folder, 'gcloud'),
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${url}/compute/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_NETWORKSECURITY: `${url}/`,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_CORE_PROJECT: 'acme-pdp',
  };
  return {
    missed,
    gcloud: async (command) =>
      (await run('gcloud', command.split(' '), { cwd: folder, env, maxBuffer: 1 << 26 })).stdout,
    runScript: async (script, environment) =>
      (await run('sh', [script], { cwd: folder, env: { ...env, ...environment } })).stdout,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Undefined for a body that holds something else, or nothing. */
async function readObject(body: NodeJS.ReadableStream): Promise<object | undefined> {
  const value = await json(body).catch(() => undefined);
  return typeof value === 'object' && value !== null ? value : undefined;
}

interface FirewallPolicy {
  readonly selfLink: string;
  readonly rules: { readonly priority?: number }[];
  readonly associations: { readonly name?: string }[];
}

/** The collection of policies, the one that is asked for, and what is to be done with it; nothing for another path. */
function parsePolicyPath(pathname: string): readonly (string | undefined)[] {
  return /^(.*\/global\/firewallPolicies)(?:(\/[^/]+)\/([a-zA-Z]+))?$/.exec(pathname)?.slice(1) ?? [];
}

/** Global network firewall policies, as the REST API takes and gives them. */
class FirewallPolicies {
  readonly #policies = new Map<string, FirewallPolicy>();

  at(pathname: string): unknown {
    return this.#policies.get(pathname);
  }

  /** Whether a policy, a number of a rule or a name of an association is to be made that is there. */
  isTaken(pathname: string, body: { readonly name?: string; readonly priority?: number }): boolean {
    const [collection, own, verb] = parsePolicyPath(pathname);
    const policy = this.#policies.get(`${collection}${own ?? `/${body.name}`}`);
    if (verb === 'addRule') return policy?.rules.some(({ priority }) => priority === body.priority) === true;
    if (verb === 'addAssociation') return policy?.associations.some(({ name }) => name === body.name) === true;
    return own === undefined && policy !== undefined;
  }

  /** The operation that it makes of a request, which is done at once; undefined for what there is not. */
  take(pathname: string, query: Readonly<Record<string, string>>, body: object, place: string): unknown {
    const [collection, own, verb] = parsePolicyPath(pathname);
    if (collection === undefined) return undefined;
    const { name = '' } = body as { readonly name?: string };
    const target = `${collection}${own ?? `/${name}`}`;
    const selfLink = `${place}${target}`;
    if (own === undefined) {
      const made = { kind: 'compute#firewallPolicy', selfLink, rules: [], associations: [] };
      this.#policies.set(target, { ...body, ...made });
    }
    const policy = this.#policies.get(target);
    if (policy === undefined) return undefined;
    const numbered = policy.rules.findIndex(({ priority }) => priority === Number(query['priority']));
    if (verb === 'addRule') policy.rules.push(body);
    else if (verb === 'removeRule' && numbered >= 0) policy.rules.splice(numbered, 1);
    else if (verb === 'addAssociation') policy.associations.push(body);
    else if (verb !== undefined) return undefined;
    return {
      kind: 'compute#operation',
      name: 'done',
      operationType: 'insert',
      status: 'DONE',
      targetLink: selfLink,
      selfLink: `${place}/done`,
    };
  }
}

const project = '/compute/v1/projects/acme-pdp';
const regional = `${project}/regions/europe-west1`;

/** The network of tests/fixtures/gcp-restricted as the REST API gives it. */
export function answersOfRestrictedNetwork(fixture: string): Readonly<Record<string, unknown>> {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(fixture, 'rules', file), 'utf8'));
  const effective = read('effective-firewalls.json') as { readonly firewalls: readonly unknown[] };
  return {
    [`${regional}/firewallPolicies/getEffectiveFirewalls`]: effective,
    [`${project}/global/firewalls`]: { kind: 'compute#firewallList', items: effective.firewalls },
    [`${project}/global/networks/pdp/getEffectiveFirewalls`]: effective,
    [`${project}/global/networks/pdp`]: read('network.json'),
    [`${project}/aggregated/instances`]: {
      kind: 'compute#instanceAggregatedList',
      items: { 'zones/europe-west1-b': { instances: read('instances.json') } },
    },
    '/v1/projects/acme-pdp/locations/global/addressGroups/service-bus': read('address-group.json'),
  };
}

/** Writes what the program says of the network into the folder, by the commands that a user is told. */
export async function exportRestrictedNetwork({ gcloud }: SimulatedGoogleCloud, folder: string): Promise<void> {
  const commands = {
    'effective-firewalls.json':
      'compute network-firewall-policies get-effective-firewalls --network=pdp --region=europe-west1 --format=json',
    'network.json': 'compute networks describe pdp --format=json',
    'instances.json': 'compute instances list --format=json',
    'address-group.json': 'network-security address-groups describe service-bus --location=global --format=json',
  };
  for (const [file, command] of Object.entries(commands)) {
    writeFileSync(path.join(folder, file), await gcloud(command));
  }
}
