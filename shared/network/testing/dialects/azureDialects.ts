/** Rules of Azure, as its command line prints them. */
import { collection, networkRule, policy, routeTableId, ruleGroup } from '../azureFirewalls.ts';
import type { Dialects, SimpleRule } from './dialect.ts';
import { word } from './word.ts';

export const azureDialects = {
  'Azure NSG': {
    layer: 'azure-nsg',
    attachedTo: ['nsg'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const toRule = ({ action, cidr, ports }: SimpleRule, index: number) => ({
        name: `rule-${index}`,
        priority: 100 + index,
        direction: 'Outbound',
        access: word[action],
        protocol: 'Tcp',
        sourceAddressPrefix: '*',
        sourcePortRange: '*',
        destinationAddressPrefix: cidr,
        destinationPortRange: ports.join('-'),
      });
      const last = { ...toRule({ action: 'deny', cidr: '*', ports: [0, 65535] }, 3996), protocol: '*' };
      return {
        'nsg.json': { name: 'nsg', securityRules: [...rules.map(toRule), last], defaultSecurityRules: [] },
      };
    },
  },
  'Azure Firewall': {
    layer: 'azure-firewall',
    attachedTo: ['fw'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4],
    write: (rules) => ({
      'firewall.json': {
        name: 'fw',
        networkRuleCollections: rules.map(({ action, cidr, ports }, index) => ({
          name: `collection-${index}`,
          priority: 100 + index,
          action: { type: word[action] },
          rules: [
            {
              name: `rule-${index}`,
              protocols: ['TCP'],
              sourceAddresses: ['*'],
              destinationAddresses: [cidr],
              destinationPorts: [ports.join('-')],
            },
          ],
        })),
        applicationRuleCollections: [],
        natRuleCollections: [],
      },
    }),
  },
  'Azure Firewall policy': {
    layer: 'azure-firewall',
    attachedTo: ['hub'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4],
    write: (rules) => ({
      'policy.json': [policy()],
      // By the group first, then by the collection: two of each group.
      'groups.json': Array.from({ length: Math.floor(rules.length / 2) + 1 }, (_, group) =>
        ruleGroup(
          rules.slice(2 * group, 2 * group + 2).map(({ action, cidr, ports }, index) => {
            const matched = { destinationAddresses: [cidr], destinationPorts: [ports.join('-')] };
            const fields = {
              name: `collection-${group}-${index}`,
              priority: 100 + index,
              action: { type: word[action] },
            };
            return collection([networkRule(matched)], fields);
          }),
          { name: `group-${group}`, priority: 200 + group },
        ),
      ),
    }),
  },
  'Azure route table': {
    layer: 'route',
    attachedTo: ['rt'],
    decides: 'the longest prefix',
    otherwise: 'allow',
    hasListsInAnyOrder: true,
    families: [4, 6],
    isPortless: true,
    write: (rules) => ({
      'table.json': [
        {
          name: 'rt',
          id: routeTableId('rt'),
          type: 'Microsoft.Network/routeTables',
          routes: rules.map(({ action, cidr }, index) => ({
            name: `route-${index}`,
            addressPrefix: cidr,
            nextHopType: action === 'allow' ? 'Internet' : 'None',
          })),
        },
      ],
    }),
  },
} as const satisfies Dialects;
