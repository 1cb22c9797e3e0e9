/**
 * Resources of other providers that make things in the same clouds, and rules for pods: none of it is judged, and what it may
 * decide is told. Source: the documentation of azure/azapi, hashicorp/awscc and hashicorp/kubernetes.
 */
import type { LayerKind } from '../../../plan/plan.ts';
import { typesIn, untoldType } from '../azure/armTemplate.ts';
import { bearsOn, layersOfType } from '../azure/azureKinds.ts';
import { findHeldPolicies } from '../kubernetes/findHeldPolicies.ts';
import { isPolicyKind } from '../kubernetes/foreignPolicies.ts';
import { groupOf } from '../kubernetes/manifestObject.ts';
import { isRecord, parseRecord, textOf } from '../../../kernel/jsonFields.ts';
import { parseSource } from '../../source/parseSource.ts';
import type { TerraformResource } from './terraformPlan.ts';
import { giveWhatItMade } from './translation.ts';
import type { CloudTranslator, Trouble } from './translation.ts';

const securityGroups: readonly LayerKind[] = ['aws-security-group'];
const networkAcls: readonly LayerKind[] = ['aws-network-acl'];
const routes: readonly LayerKind[] = ['route'];
const networkFirewalls: readonly LayerKind[] = ['aws-network-firewall'];
const podPolicies: readonly LayerKind[] = ['pod-policy'];

export const otherProvidersTranslator: CloudTranslator = {
  knownTypes: new Set(),
  bearing: [
    { form: /^awscc_ec2_security_group/, layers: securityGroups },
    { form: /^awscc_ec2_(?:subnet_)?network_acl/, layers: networkAcls },
    { form: /^awscc_ec2_(?:(?:subnet|gateway)_)?route(?:_|$)/, layers: routes },
    { form: /^awscc_networkfirewall_/, layers: networkFirewalls },
    { form: /^kubernetes_network_policy(?:_v1)?$/, layers: podPolicies },
  ],
  translate: (planned) => ({
    documents: [],
    troubles: planned.of(...writers.keys()).flatMap(({ resource }) => findTrouble(resource)),
  }),
};

/** What a writer makes, by the layers on which that bears; undefined where that is not told. */
type Made = readonly LayerKind[] | undefined;

interface Writer {
  /** Where what it makes is not told, it may be anything in these. */
  readonly reach: readonly LayerKind[];
  /** The attribute that says what it makes; without it, that is not told. */
  readonly content: string;
  readonly layersOf: (content: unknown) => Made;
}

/** Nothing of what it says is shown: it may hold passwords. */
function findTrouble({ type, address, path, values, unknown }: TerraformResource): readonly Trouble[] {
  const writer = writers.get(type);
  if (writer === undefined) return [];
  const { reach, content, layersOf } = writer;
  const isUnknown = isRecord(unknown) && unknown[content] === true;
  const told = isUnknown ? undefined : layersOf(values[content]);
  if (told === undefined) {
    const message = `What ${address} makes is not told whole by its ${content}, so it may bear on egress.`;
    return [{ path, message, remedy: giveWhatItMade, layers: reach }];
  }
  if (told.length === 0) return [];
  const message = `What ${address} makes bears on egress, and is not judged.`;
  return [{ path, message, remedy: giveWhatItMade, layers: [...new Set(told)] }];
}

const inAzure: readonly LayerKind[] = bearsOn(undefined);
const inAws: readonly LayerKind[] = [...securityGroups, ...networkAcls, ...routes, ...networkFirewalls];

const azureObject: Writer = { reach: inAzure, content: 'type', layersOf: layersOfAzureType };
const azureTemplate: Writer = { reach: inAzure, content: 'template_content', layersOf: layersOfAzureTemplate };
const stack: Writer = { reach: inAws, content: 'template_body', layersOf: layersOfStack };

/** Types of resources that make whatever is written in them. */
const writers: ReadonlyMap<string, Writer> = new Map([
  ['azapi_resource', azureObject],
  ['azapi_update_resource', azureObject],
  ['azurerm_resource_group_template_deployment', azureTemplate],
  ['azurerm_subscription_template_deployment', azureTemplate],
  ['azurerm_management_group_template_deployment', azureTemplate],
  ['azurerm_tenant_template_deployment', azureTemplate],
  ['azurerm_template_deployment', { ...azureTemplate, content: 'template_body' }],
  ['aws_cloudformation_stack', stack],
  ['aws_cloudformation_stack_set', stack],
  ['awscc_cloudformation_stack', stack],
  ['awscc_cloudformation_stack_set', stack],
  ['kubernetes_manifest', { reach: podPolicies, content: 'manifest', layersOf: layersOfManifest }],
  ['kubectl_manifest', { reach: podPolicies, content: 'yaml_body', layersOf: layersOfYaml }],
]);

/** `Microsoft.Network/networkSecurityGroups@2024-05-01`. What a deployment makes stands in a body that is not looked into. */
function layersOfAzureType(content: unknown): Made {
  const [type = ''] = textOf(content)?.split('@') ?? [];
  return type === '' || /^Microsoft\.Resources\/deployment/i.test(type) ? undefined : layersOfType(type);
}

function layersOfAzureTemplate(content: unknown): Made {
  const template = parseRecord(textOf(content) ?? '');
  if (template === undefined) return undefined;
  const types = [...typesIn(template)];
  return types.includes(untoldType) ? undefined : types.flatMap(layersOfType);
}

function layersOfStack(content: unknown): Made {
  const template = textOf(content);
  if (template === undefined || takesFromElsewhere.test(template)) return undefined;
  return typesInStacks.flatMap(({ form, layers }) => (form.test(template) ? layers : []));
}

/** Stacks within a stack, and what modules and `AWS::Include` bring in, stand in other files. */
const takesFromElsewhere = /\bAWS::CloudFormation::Stack|\bAWS::Include\b|::MODULE\b/;

const typesInStacks = [
  { form: /\bAWS::EC2::SecurityGroup/, layers: securityGroups },
  { form: /\bAWS::EC2::(?:Subnet)?NetworkAcl/, layers: networkAcls },
  { form: /\bAWS::EC2::(?:Subnet)?Route/, layers: routes },
  { form: /\bAWS::NetworkFirewall::/, layers: networkFirewalls },
];

/** The policies that an object holds come into force as well. */
function layersOfManifest(manifest: unknown): Made {
  if (!isRecord(manifest)) return undefined;
  const apiVersion = textOf(manifest['apiVersion']);
  const kind = textOf(manifest['kind']);
  if (apiVersion === undefined || kind === undefined) return undefined;
  const held = findHeldPolicies({ file: '', document: 0, path: [], value: manifest });
  return held.length > 0 || isPolicyKind(groupOf(apiVersion), kind) ? podPolicies : [];
}

function layersOfYaml(content: unknown): Made {
  const { documents, problems } = parseSource({ file: '', text: textOf(content) ?? '' });
  const objects = documents.filter(({ value }) => value !== null).map(({ value }) => layersOfManifest(value));
  return problems.length > 0 || objects.length === 0 || objects.includes(undefined)
    ? undefined
    : objects.flatMap((layers) => layers ?? []);
}
