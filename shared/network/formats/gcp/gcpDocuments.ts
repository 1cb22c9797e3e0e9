/**
 * Which of a document's parts are things of Google Cloud, and where each stands: what gcloud prints with `--format json` or
 * `--format yaml`, and bodies of the REST API, whole or several in a list. Source: Compute Engine API v1, which both follow.
 */
import { hasContent, isRecord, listOf, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { FormatInput } from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { below, PlacedWhenAsked } from '../../reading/ruleReading.ts';

export interface GcpThing {
  readonly kind: ThingKind;
  readonly value: JsonRecord;
  readonly file: string;
  readonly place: RulePlace;
}

/** One of a list, which stands at `list`. */
export class ListedThing extends PlacedWhenAsked implements GcpThing {
  readonly kind: ThingKind;
  readonly value: JsonRecord;
  readonly #list: RulePlace;
  readonly #index: number;

  constructor(kind: ThingKind, value: JsonRecord, list: RulePlace, index: number) {
    super();
    this.kind = kind;
    this.value = value;
    this.#list = list;
    this.#index = index;
  }

  get file(): string {
    return this.#list.file;
  }

  protected override toPlace(): RulePlace {
    return below(this.#list, [this.#index]);
  }
}

export type ThingKind =
  | 'VPC firewall rule'
  | 'firewall policy'
  | 'effective firewalls'
  | 'network'
  | 'subnetwork'
  | 'route'
  | 'router'
  | 'instance'
  | 'address group'
  /** The project of a document, or a folder or organisation above it. */
  | 'ancestor'
  /** A list that says that there is more than it holds, which may be nothing at all. */
  | 'list cut short'
  /** Rules of a policy that the document does not name. */
  | 'policy rule'
  /** Effective firewalls as a table, which leaves out protocols and ports. */
  | 'row of effective firewalls'
  /** One of these, as the Cloud Asset Inventory wraps it. */
  | 'asset';

const kindsByName: ReadonlyMap<unknown, ThingKind> = new Map([
  ['compute#firewall', 'VPC firewall rule'],
  ['compute#firewallPolicy', 'firewall policy'],
  ['compute#firewallPolicyRule', 'policy rule'],
  ['compute#network', 'network'],
  ['compute#subnetwork', 'subnetwork'],
  ['compute#route', 'route'],
  ['compute#router', 'router'],
  ['compute#instance', 'instance'],
]);

/** Whether an object says that it is of the Compute Engine API, alone or as a list. */
export function isComputeKind(kind: string): boolean {
  return kind.startsWith('compute#');
}

/** Words that only the table of effective firewalls has as its types. */
const rowTypes: ReadonlySet<unknown> = new Set([
  'org-firewall',
  'network-firewall',
  'network-firewall-policy',
  'network-regional-firewall-policy',
  'system-network-firewall-policy',
  'system-network-regional-firewall-policy',
]);

/** Those that decide something. Tables of BigQuery call the field `asset_type`. */
const assetTypes = /^compute\.googleapis\.com\/(?:Firewall|FirewallPolicy|NetworkFirewallPolicy|Route)$/;

const effectiveFields: ReadonlySet<string> = new Set(['firewalls', 'firewallPolicys', 'organizationFirewalls']);

/** A list may hold documents, and a document lists; nothing that a tool prints goes deeper. */
const deepestList = 3;

export function isGcpDocument(input: FormatInput): boolean {
  return input.kind === 'document' && findThings(input).length > 0;
}

type DocumentInput = Extract<FormatInput, { readonly kind: 'document' }>;

/** A document is looked through once, to recognise it and to read it. */
const thingsOf = new WeakMap<DocumentInput, readonly GcpThing[]>();

export function findThings(input: DocumentInput): readonly GcpThing[] {
  let things = thingsOf.get(input);
  if (things === undefined) {
    const place = { file: input.file, document: input.document, path: [], rule: '' };
    thingsOf.set(input, (things = thingsIn(input.value, place, deepestList)));
  }
  return things;
}

function thingsIn(value: unknown, place: RulePlace, depth: number): readonly GcpThing[] {
  const things: GcpThing[] = [];
  addThings(value, place, depth, things);
  return things;
}

function addThings(value: unknown, place: RulePlace, depth: number, things: GcpThing[]): void {
  if (Array.isArray(value)) {
    if (depth === 0) return;
    for (const [index, item] of value.entries()) {
      const kind = isRecord(item) ? kindOf(item) : undefined;
      if (kind === undefined) addThings(item, below(place, [index]), depth - 1, things);
      else things.push(new ListedThing(kind, item as JsonRecord, place, index));
    }
    return;
  }
  if (!isRecord(value)) return;
  const kind = kindOf(value);
  if (kind !== undefined) {
    things.push({ kind, value, place, file: place.file });
    return;
  }
  const known = things.length;
  if (depth > 0) addThingsOfList(value['items'], place, depth - 1, things);
  const isOfCompute = things.length > known || isComputeKind(textOf(value['kind']) ?? '');
  if (isOfCompute && textOf(value['nextPageToken']) !== undefined)
    things.push({ kind: 'list cut short', value, place, file: place.file });
}

function addThingsOfList(items: unknown, place: RulePlace, depth: number, things: GcpThing[]): void {
  if (Array.isArray(items)) addThings(items, below(place, ['items']), depth, things);
  // An aggregated list holds one list for each zone or region.
  else if (isRecord(items)) {
    for (const [scope, part] of Object.entries(items)) {
      for (const [field, list] of isRecord(part) ? Object.entries(part) : []) {
        if (Array.isArray(list)) addThings(list, below(place, ['items', scope, field]), 1, things);
      }
    }
  }
}

function kindOf(value: JsonRecord): ThingKind | undefined {
  const byName = kindsByName.get(value['kind']);
  if (byName !== undefined || textOf(value['kind']) !== undefined) return byName;
  if (assetTypes.test(textOf(value['assetType'] ?? value['asset_type']) ?? '')) return 'asset';
  if (isEffective(value)) return 'effective firewalls';
  if (rowTypes.has(value['type']) && textOf(value['direction']) !== undefined) return 'row of effective firewalls';
  if (isFirewall(value)) return 'VPC firewall rule';
  if (isRecord(value['match']) && textOf(value['action']) !== undefined) return 'policy rule';
  if (textOf(value['name'])?.includes('/addressGroups/') === true) return 'address group';
  if (isAncestor(value)) return 'ancestor';
  return undefined;
}

/** What the API says of a network or an interface; it gives neither a kind nor the network's name. */
function isEffective(value: JsonRecord): boolean {
  const { firewalls, firewallPolicys } = value;
  if (Array.isArray(firewallPolicys)) return true;
  if (!Array.isArray(firewalls)) return false;
  return firewalls.some(isFirewallLike) || Object.keys(value).every((field) => effectiveFields.has(field));
}

function isFirewallLike(value: unknown): boolean {
  return isRecord(value) && (value['kind'] === 'compute#firewall' || isFirewall(value));
}

function isFirewall(value: JsonRecord): boolean {
  return (
    textOf(value['network']) !== undefined &&
    textOf(value['name']) !== undefined &&
    (isProtocols(value['allowed']) || isProtocols(value['denied']))
  );
}

/** A row of `gcloud projects get-ancestors`, which has no other fields. */
function isAncestor(value: JsonRecord): boolean {
  return ancestorTypes.has(value['type']) && textOf(value['id']) !== undefined && Object.keys(value).length === 2;
}

const ancestorTypes: ReadonlySet<unknown> = new Set(['project', 'folder', 'organization']);

function isProtocols(value: unknown): boolean {
  return hasContent(value) && listOf(value).some((item) => isRecord(item) && 'IPProtocol' in item);
}
