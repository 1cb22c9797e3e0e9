import type { ConnectionVerdict, EgressCheck } from '#shared/network/verdict.ts';
import type { Rows } from '../../state/useRows.ts';

interface PathDiagramProps {
  readonly egress: EgressCheck;
  readonly connections: readonly ConnectionVerdict[];
  readonly openId: string | undefined;
  readonly rows: Rows;
}

export function PathDiagram(_props: PathDiagramProps) {
  return null;
}
