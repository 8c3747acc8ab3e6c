/** Answers that would fill the caller's memory. @module */
import { isObject } from '../../client/read-json.ts';
import type { Fault } from '../fault.ts';

/** Every answer grows by `bytes`: a list by copies of its last element, an object by a field that nobody asked for. */
export function inflateAnswers(bytes: number): Fault {
  return {
    name: 'inflate-answers',
    onReply: (_, reply) => {
      if (!('result' in reply)) return undefined;
      const { result } = reply;
      if (Array.isArray(result) && result.length > 0) {
        const last: unknown = result.at(-1);
        const size = JSON.stringify(last).length;
        return { result: [...result, ...Array.from({ length: Math.ceil(bytes / size) }, () => last)] };
      }
      return { result: { ...(isObject(result) ? result : { value: result }), padding: '0'.repeat(bytes) } };
    },
  };
}
