import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../../plan/plan.ts';
import { readRules } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';
import type { Verdict } from '../../judging/verdict.ts';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import { made } from './testing/made.ts';
import { planOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

function readPlanOf(type: string, values: Values): ReturnType<typeof readTerraform> {
  return readTerraform({ 'plan.json': planOf([made(`${type}.one`, values)]) });
}

const armTemplate = (type: string): string => JSON.stringify({ $schema: 'x', resources: [{ type, name: 'a' }] });
const stackOf = (type: string): string => `Resources:\n  One:\n    Type: ${type}\n`;
const loopOf = (type: string): string =>
  `Resources:\n  Fn::ForEach::All: [One, [a, b], { 'One\${One}': { Type: '${type}' } }]\n`;
const resources = 'Microsoft.Resources/deployment';
const nested = (properties: Values): string =>
  JSON.stringify({ resources: [{ type: 'Microsoft.Resources/deployments', name: 'a', properties }] });
const azure: readonly LayerKind[] = ['azure-nsg', 'azure-firewall', 'route'];
const aws: readonly LayerKind[] = ['aws-security-group', 'aws-network-acl', 'route', 'aws-network-firewall'];
const inner = { resources: [{ type: 'Microsoft.Network/azureFirewalls', name: 'b' }] };
const generating = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  spec: { rules: [{ generate: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', clone: { name: 'a' } } }] },
};
const yamlPolicy = 'apiVersion: "networking.k8s.io/v1"\nkind: NetworkPolicy\n';
const policy = (kind: string, apiVersion = 'networking.k8s.io/v1'): Values => ({ manifest: { apiVersion, kind } });
const chart = (...objects: readonly Values[]): Values => ({
  manifest: JSON.stringify(Object.fromEntries(objects.map(({ manifest }, index) => [`object ${index}`, manifest]))),
});
const ofMacro = (macro: string, type: string): string => `Transform: ${macro}\n${stackOf(type)}`;
const google: readonly LayerKind[] = ['gcp-firewall', 'route'];

describe('a resource of another provider', () => {
  it.each<[type: string, values: Values, layers: readonly LayerKind[]]>([
    ['azapi_resource', { type: 'Microsoft.Network/networkSecurityGroups@2024-05-01', body: {} }, ['azure-nsg']],
    [
      'azapi_update_resource',
      { type: 'Microsoft.Network/routeTables/routes@2024-05-01', body: {} },
      ['azure-firewall', 'route'],
    ],
    [
      'azurerm_resource_group_template_deployment',
      { template_content: armTemplate('Microsoft.Network/azureFirewalls') },
      ['azure-firewall'],
    ],
    [
      'azurerm_template_deployment',
      { template_body: armTemplate('Microsoft.Network/networkSecurityGroups/securityRules') },
      ['azure-nsg'],
    ],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::SecurityGroupEgress') }, ['aws-security-group']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::NetworkAclEntry') }, ['aws-network-acl']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::SubnetRouteTableAssociation') }, ['route']],
    [
      'aws_cloudformation_stack',
      { template_body: stackOf('AWS::NetworkFirewall::RuleGroup') },
      ['aws-network-firewall'],
    ],
    ['awscc_ec2_security_group_egress', {}, ['aws-security-group']],
    ['awscc_ec2_subnet_network_acl_association', {}, ['aws-network-acl']],
    ['awscc_ec2_route', {}, ['route']],
    ['awscc_networkfirewall_firewall_policy', {}, ['aws-network-firewall']],
    ['kubernetes_network_policy_v1', {}, ['pod-policy']],
    ['kubernetes_manifest', policy('NetworkPolicy'), ['pod-policy']],
    ['kubernetes_manifest', policy('CiliumNetworkPolicy', 'cilium.io/v2'), ['pod-policy']],
    ['kubectl_manifest', { yaml_body: yamlPolicy }, ['pod-policy']],
    [
      'kubectl_manifest',
      { yaml_body: '"apiVersion": "networking.k8s.io/v1"\n"kind": "NetworkPolicy"\n' },
      ['pod-policy'],
    ],
    ['kubectl_manifest', { yaml_body: JSON.stringify(policy('NetworkPolicy').manifest) }, ['pod-policy']],
    ['kubectl_manifest', { yaml_body: `apiVersion: v1\nkind: Service\n---\n${yamlPolicy}` }, ['pod-policy']],
    ['kubernetes_manifest', { manifest: generating }, ['pod-policy']],
    ['azurerm_subscription_template_deployment', { template_content: nested({ template: inner }) }, ['azure-firewall']],
    ['azapi_resource_action', { type: 'Microsoft.Network/networkSecurityGroups@2024-05-01' }, ['azure-nsg']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::VPCEndpoint') }, ['route']],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::EC2::VPCBlockPublicAccessOptions') }, aws],
    ['aws_cloudformation_stack', { template_body: stackOf('Custom::VpcRestrictDefaultSG') }, ['aws-security-group']],
    ['aws_cloudcontrolapi_resource', { type_name: 'AWS::EC2::NetworkAclEntry' }, ['aws-network-acl']],
    ['awscc_ec2_prefix_list', {}, aws],
    ['awscc_ec2_vpc_endpoint', {}, ['route']],
    ['kubernetes_manifest', policy('SecurityGroupPolicy', 'vpcresources.k8s.aws/v1beta1'), ['aws-security-group']],
    ['kustomization_resource', { manifest: JSON.stringify(policy('NetworkPolicy').manifest) }, ['pod-policy']],
    ['helm_release', chart(policy('ConfigMap', 'v1'), policy('NetworkPolicy')), ['pod-policy']],
    [
      'helm_release',
      chart(policy('SecurityGroupPolicy', 'vpcresources.k8s.aws/v1beta1'), policy('NetworkPolicy')),
      ['aws-security-group', 'pod-policy'],
    ],
  ])('leaves unknown what it may decide, and is told: %s', (type, values, layers) => {
    const rules = readPlanOf(type, values);
    expect(rules.problems[0]?.remedy).toMatch(/^Once it is there, give what `aws`, .+ in place of the plan\.$/);
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'plan.json', severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(`${type}.one`);
  });

  it.each<[what: string, type: string, values: Values, layers: readonly LayerKind[]]>([
    ['no type', 'azapi_resource', {}, azure],
    ['a deployment', 'azapi_resource', { type: 'Microsoft.Resources/deployments@2024-03-01', body: {} }, azure],
    ['a template spec', 'azurerm_resource_group_template_deployment', { template_spec_version_id: '/a' }, azure],
    ['no template', 'azurerm_tenant_template_deployment', { template_content: 'no template' }, azure],
    ['nothing', 'azurerm_management_group_template_deployment', {}, azure],
    [
      'a template that another refers to',
      'azurerm_template_deployment',
      { template_body: nested({ templateLink: { uri: 'https://a.example/t.json' } }) },
      azure,
    ],
    ['a template elsewhere', 'aws_cloudformation_stack', { template_url: 'https://a.example/t.yaml' }, aws],
    ['stacks within', 'aws_cloudformation_stack', { template_body: stackOf('AWS::CloudFormation::Stack') }, aws],
    ['a module', 'aws_cloudformation_stack_set', { template_body: stackOf('Own::Network::Nodes::MODULE') }, aws],
    ['nothing', 'aws_cloudformation_stack_set', {}, aws],
    ['no type', 'azapi_resource_action', {}, azure],
    ['a script', 'azurerm_resource_deployment_script_azure_cli', { script_content: 'az network …' }, azure],
    ['a script', 'azurerm_resource_deployment_script_azure_power_shell', { script_content: 'New-Az …' }, azure],
    ['a script within', 'azurerm_template_deployment', { template_body: armTemplate(`${resources}Scripts`) }, azure],
    ['a stack within', 'azurerm_template_deployment', { template_body: armTemplate(`${resources}Stacks`) }, azure],
    ['an expression', 'azurerm_template_deployment', { template_body: '{"resources":"[variables(\'x\')]"}' }, azure],
    ['a type as a list', 'azurerm_template_deployment', { template_body: '{"resources":[{"type":["x"]}]}' }, azure],
    ['no type', 'aws_cloudcontrolapi_resource', {}, aws],
    ['an application', 'aws_serverlessapplicationrepository_cloudformation_stack', { application_id: 'arn:…' }, aws],
    ['a product', 'aws_servicecatalog_provisioned_product', { product_id: 'prod-1' }, aws],
    ['a macro', 'aws_cloudformation_stack', { template_body: ofMacro('Own', 'AWS::S3::Bucket') }, aws],
    ['macros', 'aws_cloudformation_stack', { template_body: ofMacro('[AWS::Serverless-2016-10-31, Own]', 'X') }, aws],
    ['a macro with a name', 'aws_cloudformation_stack', { template_body: ofMacro('{ Name: Own }', 'X') }, aws],
    [
      'a macro in what it makes',
      'aws_cloudformation_stack',
      { template_body: `${stackOf('AWS::S3::Bucket')}  Fn::Transform: { Name: Own }\n` },
      aws,
    ],
    [
      'a macro in one that it makes',
      'aws_cloudformation_stack',
      { template_body: `${stackOf('AWS::S3::Bucket')}    Fn::Transform: { Name: AWS::Include }\n` },
      aws,
    ],
    [
      'another application',
      'aws_cloudformation_stack',
      { template_body: stackOf('AWS::Serverless::Application') },
      aws,
    ],
    ['another type', 'aws_cloudformation_stack', { template_body: stackOf('{ Ref: Type }') }, aws],
    ['a loop over types', 'aws_cloudformation_stack', { template_body: loopOf('AWS::EC2::${One}') }, aws],
    ['no resources', 'aws_cloudformation_stack', { template_body: 'Parameters: {}' }, aws],
    ['templates elsewhere', 'google_deployment_manager_deployment', { target: [{}] }, google],
  ])('that doesn’t tell what it makes may make anything, and is told: %s of %s', (_what, type, values, layers) => {
    const rules = readPlanOf(type, values);
    expect([...rules.clouded.keys()]).toEqual(layers);
    expect(rules.problems).toMatchObject([{ file: 'plan.json', severity: 'error' }]);
    expect(rules.problems[0]?.message).toContain(`${type}.one makes is not told whole`);
    expect(rules.problems[0]?.remedy).toContain('in place of the plan');
  });

  const cloudedBy = (resource: string, values: Values, unknown: Values = {}): readonly LayerKind[] => [
    ...readTerraform({ 'plan.json': planOf([made(resource, values, {}, unknown)]) }).clouded.keys(),
  ];

  it.each<[apiVersion: string, kind: string, unknown: unknown, isOpen: boolean]>([
    ['v1', 'Service', true, true],
    ['v1', 'Service', { kind: true }, true],
    ['v1', 'Service', { spec: true }, false],
    ['apps/v1', 'Deployment', { spec: { template: { spec: true } } }, false],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', { spec: true }, false],
    ['v1', 'List', { items: true }, true],
    ['cert-manager.io/v1', 'ClusterIssuer', { spec: { acme: { email: true } } }, false],
    ['template.openshift.io/v1', 'Template', { objects: true }, true],
    ['work.open-cluster-management.io/v1', 'ManifestWork', { spec: { workload: { manifests: [true] } } }, true],
    ['work.open-cluster-management.io/v1', 'ManifestWork', { metadata: { name: true } }, false],
  ])('may make anything where only the apply tells what: %s %s, %o', (apiVersion, kind, unknown, isOpen) => {
    const { kind: isKindUnknown } = typeof unknown === 'object' ? (unknown as Values) : {};
    const values = { manifest: { apiVersion, ...(isKindUnknown !== true && { kind }), metadata: {} } };
    expect(cloudedBy('kubernetes_manifest.one', values, { manifest: unknown })).toEqual(isOpen ? ['pod-policy'] : []);
  });

  it.each<[what: string, type: string, values: Values, unknown?: Values]>([
    ['nothing', 'kubernetes_manifest', {}],
    ['an object without kind', 'kubernetes_manifest', { manifest: { apiVersion: 'v1' } }],
    ['nothing', 'kubectl_manifest', {}],
    ['a text that is not yet known', 'kubectl_manifest', {}, { yaml_body: true }],
    ['no YAML', 'kubectl_manifest', { yaml_body: 'apiVersion: [' }],
    ['nothing', 'kustomization_resource', {}],
    ['nothing', 'helm_release', { manifest: null }],
  ])('may make pod policies, unless the files tell of some: %s of %s', (_what, type, values, unknown = {}) => {
    const plan = planOf([made(`${type}.one`, values, {}, unknown)]);
    const metadata = { name: 'a', namespace: 'b' };
    const given = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } };
    const message = `What ${type}.one makes is not told whole`;
    const alone = readTerraform({ 'plan.json': plan });
    const beside = readTerraform({ 'plan.json': plan, 'policies.json': given });
    expect([...alone.clouded.keys()]).toEqual(['pod-policy']);
    expect([...beside.clouded.keys()]).toEqual([]);
    for (const { problems } of [alone, beside]) {
      expect(problems).toMatchObject([
        { file: 'plan.json', severity: 'warning', message: expect.stringContaining(message) as unknown },
      ]);
    }
  });

  it('that the plan leaves as it is, or of which a cluster tells, makes nothing that is not told', () => {
    const untold = made('helm_release.one', { manifest: null });
    const kept = readTerraform({ 'plan.json': planOf([{ ...untold, actions: ['no-op'] }]) });
    expect([kept.clouded.size, kept.problems]).toEqual([0, []]);
    const file = fileOf('plan.json', JSON.stringify(planOf([untold])));
    const live = readRules([file], undefined, undefined, undefined, ['pod-policy']);
    expect([live.clouded.size, live.problems]).toEqual([0, []]);
  });

  it.each<[type: string, values: Values, verdict: Verdict]>([
    ['azapi_resource', { type: 'Microsoft.Compute/virtualMachineScaleSets@2024-03-01' }, 'unknown'],
    ['azurerm_template_deployment', { template_body: armTemplate('Microsoft.Network/networkInterfaces') }, 'unknown'],
    [
      'azapi_resource_action',
      { type: 'Microsoft.Compute/virtualMachineScaleSets@2024-03-01', action: 'restart' },
      'allowed',
    ],
  ])('that may give nodes interfaces leaves unknown the names of firewalls alone: %s', (type, values, verdict) => {
    const rules = (rule: Values): PlannedResource => ({
      address: 'azurerm_firewall_network_rule_collection.c',
      values: {
        azure_firewall_name: 'fw',
        name: 'c',
        priority: 100,
        action: 'Allow',
        rule: [{ name: 'r', source_addresses: ['*'], destination_ports: ['443'], protocols: ['TCP'], ...rule }],
      },
    });
    const firewall = made('azurerm_firewall.fw', {
      name: 'fw',
      sku_tier: 'Standard',
      threat_intel_mode: 'Off',
      dns_proxy_enabled: true,
      ip_configuration: [{ name: 'ip', private_ip_address: '10.0.1.4' }],
    });
    const asked = (rule: Values): Verdict => {
      const given = readTerraform({ 'plan.json': planOf([firewall, rules(rule), made(`${type}.one`, values)]) });
      expect([given.clouded.size, given.problems.filter(({ severity }) => severity === 'error')]).toEqual([0, []]);
      return askTerraform(given, { layer: 'azure-firewall', host: 'a.example.com' }).verdict;
    };
    expect(asked({ destination_addresses: ['203.0.113.0/24'] })).toBe('allowed');
    expect(asked({ destination_fqdns: ['a.example.com'] })).toBe(verdict);
  });

  it('says of a chart how the plan is made to tell what that makes', () => {
    expect([...readPlanOf('helm_release', chart({ manifest: { apiVersion: 'v1' } })).clouded.keys()]).toEqual([
      'pod-policy',
    ]);
    const { clouded, problems } = readPlanOf('helm_release', { chart: 'cert-manager', manifest: null });
    expect([...clouded.keys()]).toEqual(['pod-policy']);
    expect(problems).toMatchObject([{ file: 'plan.json', severity: 'warning' }]);
    expect(problems[0]?.message).toContain('helm_release.one makes is not told whole by its manifest');
    expect(problems[0]?.remedy).toContain('experiment `manifest` of the provider helm');
  });

  it.each(['aws_cloudformation_stack_set_instance', 'aws_cloudformation_stack_instances'])(
    'of a stack set makes what that says, if the plan has it: %s',
    (type) => {
      const clouds = (body: string, set: Values, ...references: [Record<string, string>?]): readonly LayerKind[] => {
        const stackSet = made('aws_cloudformation_stack_set.s', { name: 's', template_body: stackOf(body) });
        return [
          ...readTerraform({ 'plan.json': planOf([stackSet, made(`${type}.one`, set, ...references)]) }).clouded.keys(),
        ];
      };
      expect(clouds('AWS::S3::Bucket', { stack_set_name: 's' })).toEqual([]);
      expect(clouds('AWS::S3::Bucket', {}, { stack_set_name: 'aws_cloudformation_stack_set.s.name' })).toEqual([]);
      expect(clouds('AWS::EC2::Route', { stack_set_name: 's' })).toEqual(['route']);
      expect(clouds('AWS::S3::Bucket', { stack_set_name: 'other' })).toEqual(aws);
    },
  );

  it.each<[type: string, values: Values]>([
    ['azapi_resource', { type: 'Microsoft.Storage/storageAccounts@2024-01-01' }],
    ['azurerm_resource_group_template_deployment', { template_content: armTemplate('Microsoft.Logic/workflows') }],
    ['aws_cloudformation_stack', { template_body: stackOf('AWS::S3::Bucket') }],
    ['aws_cloudformation_stack', { template_body: `Description: No AWS::EC2::Route.\n${stackOf('AWS::S3::Bucket')}` }],
    ['aws_cloudformation_stack', { template_body: ofMacro('AWS::Serverless-2016-10-31', 'AWS::S3::Bucket') }],
    ['aws_cloudformation_stack', { template_body: ofMacro('[AWS::LanguageExtensions]', 'AWS::S3::Bucket') }],
    ['aws_cloudformation_stack', { template_body: loopOf('AWS::S3::Bucket') }],
    [
      'aws_cloudformation_stack',
      {
        template_body: `${stackOf('AWS::ApiGateway::RestApi')}    Properties:\n      Body: !Transform { Name: AWS::Include }\n`,
      },
    ],
    ['aws_cloudcontrolapi_resource', { type_name: 'AWS::S3::Bucket' }],
    ['azapi_resource_action', { type: 'Microsoft.Compute/virtualMachines@2024-03-01', action: 'restart' }],
    ['helm_release', chart(policy('ConfigMap', 'v1'))],
    ['kustomization_resource', { manifest: JSON.stringify(policy('ConfigMap', 'v1').manifest) }],
    ['awscc_ec2_instance', {}],
    ['awscc_ec2_transit_gateway_route', {}],
    ['kubernetes_manifest', policy('ConfigMap', 'v1')],
    ['kubectl_manifest', { yaml_body: 'apiVersion: v1\nkind: Service\n' }],
    ['kubectl_manifest', { yaml_body: JSON.stringify(policy('ConfigMap', 'v1').manifest) }],
  ])('that bears on no egress clouds nothing: %s', (type, values) => {
    const rules = readPlanOf(type, values);
    expect([rules.clouded.size, rules.problems]).toEqual([0, []]);
  });
});
