import { isRecord, textOf } from '../../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../../kernel/jsonFields.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { nextHopWords } from '../azureNetwork.ts';
import type { Route, RouteTable } from '../azureNetwork.ts';
import { fieldsOf, pathOfItem, wordOf } from '../azureResource.ts';
import type { AzureResource } from '../azureResource.ts';
import { looksLikeAddress, parseAddressRange } from '../bounds.ts';
import type { AzureProblem } from '../securityGroup/readSecurityRule.ts';
import type { ReadThing } from '../withoutDuplicates.ts';

export function readRouteTable(resource: AzureResource, problems: AzureProblem[]): ReadThing<RouteTable> {
  const { value, file, document, path } = resource;
  const name = textOf(value['name']) ?? 'unnamed';
  const place: RulePlace = { file, document, path, rule: `Route table ${name}` };
  const { routes } = value;
  const isWhole = Array.isArray(routes) && routes.every(isRecord);
  let notUnderstood: string | undefined;
  if (!isWhole) {
    notUnderstood = `${place.rule}: It has no list of routes${Array.isArray(routes) ? ' alone' : ''}.`;
    const remedy = 'Export it with `az network route-table list -o json`.';
    problems.push({ place, severity: 'error', message: notUnderstood, remedy });
  }
  return {
    written: () => JSON.stringify([routes, value['disableBgpRoutePropagation'] === true]),
    thing: {
      name,
      id: textOf(value['id']),
      routes: (isWhole ? routes : []).map((item, index) =>
        readRoute(fieldsOf(item), { ...place, path: pathOfItem(resource, 'routes', index) }, problems),
      ),
      ignoresLearntRoutes: value['disableBgpRoutePropagation'] === true,
      place,
      notUnderstood,
    },
  };
}

/** Whatever is not understood of it leaves open where traffic goes; it is told of where it stands. */
function readRoute(fields: JsonRecord, at: RulePlace, problems: AzureProblem[]): Route {
  const place = { ...at, rule: `${at.rule}: ${textOf(fields['name']) ?? 'unnamed'}` };
  const prefix = textOf(fields['addressPrefix']) ?? '';
  const word = wordOf(fields['nextHopType']);
  const nextHop = nextHopWords.find((known) => known === word);
  const refuse = (message: string): void => {
    const remedy = 'Export it with `az network route-table list -o json`.';
    problems.push({ place, severity: 'error', message: `${place.rule}: ${message}`, remedy });
  };
  if (parseAddressRange(prefix) === undefined && looksLikeAddress(prefix)) {
    refuse(`“${describeValue(prefix)}” is neither an address range nor a tag.`);
  }
  if (nextHop === undefined) refuse(`The next hop “${word}” is not known.`);
  return { prefix, nextHop, address: textOf(fields['nextHopIpAddress']), place };
}
