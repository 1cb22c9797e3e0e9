/** Which layers the types of resources bear on that a template of CloudFormation makes. Source: Template Reference Guide. */
import type { LayerKind } from '../../../plan/plan.ts';
import { textOf } from '../../../kernel/jsonFields.ts';

export const securityGroups: readonly LayerKind[] = ['aws-security-group'];
export const networkAcls: readonly LayerKind[] = ['aws-network-acl'];
export const routes: readonly LayerKind[] = ['route'];
export const networkFirewalls: readonly LayerKind[] = ['aws-network-firewall'];
export const inAws: readonly LayerKind[] = [...securityGroups, ...networkAcls, ...routes, ...networkFirewalls];

/** Stacks within a stack, products, applications and modules stand in other files; in a loop a type may be put together. */
const takesFromElsewhere =
  /^AWS::CloudFormation::Stack|^AWS::ServiceCatalog::.*Provisioned|^AWS::Serverless::Application$|::MODULE$|[$&]\{/;

/** Undefined where the template does not tell what it makes. */
export function layersOfStackType(content: unknown): readonly LayerKind[] | undefined {
  const type = textOf(content);
  if (type === undefined || takesFromElsewhere.test(type)) return undefined;
  return typesInStacks.flatMap(({ form, layers }) => (form.test(type) ? layers : []));
}

const typesInStacks: readonly { readonly form: RegExp; readonly layers: readonly LayerKind[] }[] = [
  // Of the CDK: it empties the group that a VPC has by itself.
  { form: /^AWS::EC2::SecurityGroup|^Custom::VpcRestrictDefaultSG$/, layers: securityGroups },
  { form: /^AWS::EC2::(?:Subnet)?NetworkAcl/, layers: networkAcls },
  { form: /^AWS::EC2::(?:(?:Subnet|Gateway)?Route|VPCEndpoint$|VPNGatewayRoutePropagation$)/, layers: routes },
  { form: /^AWS::NetworkFirewall::(?!LoggingConfiguration$)/, layers: networkFirewalls },
  { form: /^AWS::EC2::PrefixList$|^AWS::EC2::VPCBlockPublicAccess|^AWS::FMS::Policy$/, layers: inAws },
];
