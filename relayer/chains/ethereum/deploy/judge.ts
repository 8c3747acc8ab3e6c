/** The outcome of one comparison of a deployment. @module */

/** One comparison. */
export interface DeploymentCheck {
  readonly what: string;
  /** `changed`: by somebody who may, since it was deployed. `wrong`: not what was deployed, or not safe. */
  readonly status: 'ok' | 'changed' | 'wrong';
  readonly want: string;
  readonly got: string;
}

/** Right or wrong. */
export function judge(what: string, want: string, got: string): DeploymentCheck {
  return { what, status: want === got ? 'ok' : 'wrong', want, got };
}

/** Right, or changed by somebody who may. */
export function compare(what: string, want: string, got: string): DeploymentCheck {
  return { what, status: want === got ? 'ok' : 'changed', want, got };
}
