/**
 * Resources of other providers that make things in the same clouds, and rules for pods: none of it is judged, and what it may
 * decide is told. Source: the documentation of azure/azapi, hashicorp/awscc, hashicorp/kubernetes and hashicorp/helm.
 */
import type { LayerKind } from '../../../plan/plan.ts';
import { isSecurityGroupPolicy } from '../aws/awsDocuments.ts';
import { findMacros, resourcesOfStack } from '../aws/stackTemplate.ts';
import { inAws, layersOfStackType, networkAcls, networkFirewalls, routes, securityGroups } from '../aws/stackTypes.ts';
import { typesIn, untoldType } from '../azure/armTemplate.ts';
import { bearsOn, isOfInterfaces, layersOfType } from '../azure/azureKinds.ts';
import { findHeldPolicies, mayHoldPolicies } from '../kubernetes/findHeldPolicies.ts';
import { isPolicyKind } from '../kubernetes/foreignPolicies.ts';
import { groupOf } from '../kubernetes/manifestObject.ts';
import { hasContent, isRecord, parseRecord, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { parseSource } from '../../source/parseSource.ts';
import { isTrueSomewhere } from './fields.ts';
import type { Fields, Target } from './fields.ts';
import type { TerraformResource } from './terraformPlan.ts';
import { giveWhatItMade } from './translation.ts';
import type { CloudTranslator, PlannedResources, Trouble } from './translation.ts';

const podPolicies: readonly LayerKind[] = ['pod-policy'];

export const otherProvidersTranslator: CloudTranslator = {
  knownTypes: new Set(),
  bearing: [
    { form: /^awscc_ec2_security_group/, layers: securityGroups },
    { form: /^awscc_ec2_(?:subnet_)?network_acl/, layers: networkAcls },
    { form: /^awscc_ec2_(?:(?:subnet|gateway)_)?route(?:_|$)/, layers: routes },
    { form: /^awscc_ec2_(?:vpc_endpoint|vpn_gateway_route_propagation)$/, layers: routes },
    { form: /^awscc_networkfirewall_/, layers: networkFirewalls },
    { form: /^awscc_(?:ec2_prefix_list|ec2_vpc_block_public_access|fms_policy)/, layers: inAws },
    { form: /^kubernetes_network_policy(?:_v1)?$/, layers: podPolicies },
  ],
  translate: (planned) => ({
    documents: planned
      .of(...writers.keys())
      .filter(hasInterfaces)
      .map(toScaleSet),
    troubles: [
      ...planned.of(...writers.keys()).flatMap(({ resource }) => findTrouble(resource)),
      ...findStrangeStackSets(planned),
    ],
  }),
};

/** What a writer makes, by the layers on which that bears; undefined where that is not told. */
type Made = readonly LayerKind[] | undefined;

interface Writer {
  /** Where what it makes is not told, it may be anything in these. */
  readonly reach: readonly LayerKind[];
  /** The attribute that says what it makes; without it, that is not told. */
  readonly content: string;
  /** `unknown` has `true` in the place of each value of the content that is known only after the apply. */
  readonly layersOf: (content: unknown, unknown: unknown) => Made;
  /** The types of what it makes in Azure; `untoldType` where the content does not tell. */
  readonly typesOf?: (content: unknown) => readonly string[];
  /** How a plan is made to tell what it doesn’t. */
  readonly remedy?: string;
  /** Where it is not told, other files or a cluster may tell of the same layers. */
  readonly givesWay?: boolean;
}

/** Nothing of what it says is shown: it may hold passwords. */
function findTrouble(resource: TerraformResource): readonly Trouble[] {
  const { type, address, path, values, unknown: unknowns, isUnchanged } = resource;
  const writer = writers.get(type);
  if (writer === undefined || isActionOnMachines(resource)) return [];
  const { reach, content, layersOf, remedy = giveWhatItMade, givesWay = false } = writer;
  const unknown = isRecord(unknowns) ? unknowns[content] : undefined;
  const told = unknown === true ? undefined : layersOf(values[content], unknown);
  if (told === undefined) {
    // What stays as it is is told by the cluster already.
    if (givesWay && isUnchanged) return [];
    const message = `What ${address} makes is not told whole by its ${content}, so it may bear on egress.`;
    return [{ path, message, remedy, ...(givesWay && { givesWay, severity: 'warning' }), layers: reach }];
  }
  if (told.length === 0) return [];
  const message = `What ${address} makes bears on egress, and is not judged.`;
  return [{ path, message, remedy: giveWhatItMade, layers: [...new Set(told)] }];
}

const stackSets: Target = {
  types: new Set(['aws_cloudformation_stack_set']),
  nameOf: ({ values, address }) => textOf(values['name']) ?? address,
};

/** Instances of stack sets of which the plan has no template. */
function findStrangeStackSets(planned: PlannedResources): readonly Trouble[] {
  const known = new Set(planned.of(...stackSets.types).map(({ resource }) => stackSets.nameOf(resource)));
  return planned
    .of('aws_cloudformation_stack_set_instance', 'aws_cloudformation_stack_instances')
    .filter((instances) => !known.has(instances.reference('stack_set_name', stackSets) ?? ''))
    .map(({ path, resource: { address } }) => {
      const message = `What ${address} makes stands in a stack set that is not in the plan, so it may bear on egress.`;
      return { path, message, remedy: giveWhatItMade, layers: inAws };
    });
}

const inAzure: readonly LayerKind[] = bearsOn(undefined);
const inGoogleCloud: readonly LayerKind[] = ['gcp-firewall', 'route'];

const ofAzure = (content: string, typesOf: (content: unknown) => readonly string[]): Writer => ({
  reach: inAzure,
  content,
  layersOf: (value) => layersOfAzure(typesOf(value)),
  typesOf,
});
const azureObject = ofAzure('type', (type) => [azureTypeOf(type)]);
const azureTemplate = ofAzure('template_content', typesInTemplate);
const stack: Writer = { reach: inAws, content: 'template_body', layersOf: layersOfStack };
/** Most plans of clusters have charts and objects that are not told whole, and few of these have policies. */
const podObject = { reach: podPolicies, givesWay: true } as const;
/** What stands elsewhere, or is done by commands. */
const untold = (reach: readonly LayerKind[], content: string): Writer => ({
  reach,
  content,
  layersOf: () => undefined,
});

/** Types of resources that make whatever is written in them. */
const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['azapi_resource', azureObject],
  ['azapi_update_resource', azureObject],
  ['azapi_resource_action', azureObject],
  ['azurerm_resource_group_template_deployment', azureTemplate],
  ['azurerm_subscription_template_deployment', azureTemplate],
  ['azurerm_management_group_template_deployment', azureTemplate],
  ['azurerm_tenant_template_deployment', azureTemplate],
  ['azurerm_template_deployment', { ...azureTemplate, content: 'template_body' }],
  ['azurerm_resource_deployment_script_azure_cli', untold(inAzure, 'script_content')],
  ['azurerm_resource_deployment_script_azure_power_shell', untold(inAzure, 'script_content')],
  ['aws_cloudformation_stack', stack],
  ['aws_cloudformation_stack_set', stack],
  ['awscc_cloudformation_stack', stack],
  ['awscc_cloudformation_stack_set', stack],
  ['aws_cloudcontrolapi_resource', { ...stack, content: 'type_name', layersOf: layersOfStackType }],
  ['aws_serverlessapplicationrepository_cloudformation_stack', untold(inAws, 'application_id')],
  ['aws_servicecatalog_provisioned_product', untold(inAws, 'product_id')],
  ['google_deployment_manager_deployment', untold(inGoogleCloud, 'target')],
  ['kubernetes_manifest', { ...podObject, content: 'manifest', layersOf: layersOfManifest }],
  ['kubectl_manifest', { ...podObject, content: 'yaml_body', layersOf: layersOfYaml }],
  ['kustomization_resource', { ...podObject, content: 'manifest', layersOf: layersOfYaml }],
  [
    'helm_release',
    {
      ...podObject,
      content: 'manifest',
      layersOf: layersOfChart,
      remedy:
        'Switch on the experiment `manifest` of the provider helm, and plan again: the plan tells then what the chart makes.',
    },
  ],
]);

/** `Microsoft.Network/networkSecurityGroups@2024-05-01`. What a deployment makes stands in a body that is not looked into. */
function azureTypeOf(content: unknown): string {
  const [type = ''] = textOf(content)?.split('@') ?? [];
  return type === '' || /^Microsoft\.Resources\/deployment/i.test(type) ? untoldType : type;
}

function layersOfAzure(types: readonly string[]): Made {
  return types.includes(untoldType) ? undefined : types.flatMap(layersOfType);
}

function typesInTemplate(content: unknown): readonly string[] {
  const template = parseRecord(textOf(content) ?? '');
  return template === undefined ? [untoldType] : [...typesIn(template)];
}

/** To start or to restart machines, say: an action without a name writes what it is about. */
function isActionOnMachines({ type, values }: TerraformResource): boolean {
  return (
    type === 'azapi_resource_action' && isOfInterfaces(azureTypeOf(values['type'])) && hasContent(values['action'])
  );
}

function hasInterfaces({ resource }: Fields): boolean {
  const { type, values } = resource;
  const writer = writers.get(type);
  if (writer?.typesOf === undefined || isActionOnMachines(resource)) return false;
  return writer.typesOf(values[writer.content]).some(isOfInterfaces);
}

/** What is known of it is that its machines may be nodes; whom they ask for names, and in which subnets they are, is not. */
function toScaleSet(fields: Fields): JsonRecord {
  const { address } = fields.resource;
  const dnsSettings = { dnsServers: [`servers that ${address} does not tell`] };
  return fields.made({
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    name: fields.text('name') ?? address,
    virtualMachineProfile: {
      networkProfile: { networkInterfaceConfigurations: [{ dnsSettings, ipConfigurations: [{}] }] },
    },
  });
}

/** Also of a template that is written as YAML. */
function layersOfStack(content: unknown): Made {
  const { documents, problems } = parseSource({ file: '', text: textOf(content) ?? '' });
  const [template] = documents.map(({ value }) => value);
  if (problems.length > 0 || documents.length !== 1 || !isRecord(template)) return undefined;
  const types = isRecord(template['Resources']) ? resourcesOfStack(template).map(({ type }) => type) : [undefined];
  return findMacros(template).length > 0 ? undefined : layersOfAll(types.map(layersOfStackType));
}

/** The policies that an object holds come into force as well. */
function layersOfManifest(manifest: unknown, unknown?: unknown): Made {
  if (!isRecord(manifest)) return undefined;
  const apiVersion = textOf(manifest['apiVersion']);
  const kind = textOf(manifest['kind']);
  if (apiVersion === undefined || kind === undefined) return undefined;
  if (isSecurityGroupPolicy(manifest)) return securityGroups;
  const held = findHeldPolicies({ file: '', document: 0, path: [], value: manifest });
  if (held.length > 0 || isPolicyKind(groupOf(apiVersion), kind)) return podPolicies;
  const { metadata: _, ...content } = isRecord(unknown) ? unknown : {};
  return isTrueSomewhere(content) && mayHoldPolicies(apiVersion, kind) ? undefined : [];
}

function layersOfYaml(content: unknown): Made {
  const { documents, problems } = parseSource({ file: '', text: textOf(content) ?? '' });
  const objects = documents.flatMap(({ value }) => (value === null ? [] : [layersOfManifest(value)]));
  return problems.length > 0 || objects.length === 0 ? undefined : layersOfAll(objects);
}

/** Objects in JSON by `kind.group/apiVersion/name`; it is there by an experiment of the provider alone. */
function layersOfChart(content: unknown): Made {
  const objects = parseRecord(textOf(content) ?? '');
  return objects && layersOfAll(Object.values(objects).map((one) => layersOfManifest(one)));
}

function layersOfAll(made: readonly Made[]): Made {
  return made.includes(undefined) ? undefined : made.flatMap((layers) => layers ?? []);
}
