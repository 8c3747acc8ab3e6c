/** Which errors of a database are faults of the store, and which are mistakes of ours. @module */
import { describe, expect, test } from 'vitest';
import { RelayerError } from '../../../../relayer/ports/fault.ts';
import { isConflict, toPostgresError } from '../../../../relayer/stores/postgres-error.ts';
import { isLocked, toSqliteError } from '../../../../relayer/stores/sqlite-error.ts';

const sqliteError = (errcode: number) => Object.assign(new Error('sqlite says no'), { errcode });
const postgresError = (code: string) => Object.assign(new Error('postgres says no'), { code });

describe('toSqliteError', () => {
  test.each([
    ['SQLITE_FULL', 13, 'STORE_FULL'],
    ['SQLITE_BUSY', 5, 'STORE_UNAVAILABLE'],
    ['SQLITE_BUSY_SNAPSHOT', 517, 'STORE_UNAVAILABLE'],
    ['SQLITE_READONLY', 8, 'STORE_UNAVAILABLE'],
    ['SQLITE_IOERR_WRITE', 778, 'STORE_UNAVAILABLE'],
    ['SQLITE_CORRUPT', 11, 'STORE_UNAVAILABLE'],
    ['SQLITE_CANTOPEN', 14, 'STORE_UNAVAILABLE'],
    ['SQLITE_NOTADB', 26, 'STORE_UNAVAILABLE'],
  ])('%s is a fault', (_, errcode, code) => {
    const cause = sqliteError(errcode);
    const error = toSqliteError(cause, 'a.db');
    expect(error).toBeInstanceOf(RelayerError);
    expect(error).toMatchObject({
      cause,
      fault: { code, hint: expect.any(String), context: { file: 'a.db', sqlite: String(errcode) } },
    });
  });

  test.each([
    ['a constraint', sqliteError(19)],
    ['bad SQL', sqliteError(1)],
    ['a value out of range', new RangeError('u64')],
    ['something that is no error', 'text'],
  ])('%s stays what it is', (_, error) => {
    expect(toSqliteError(error, 'a.db')).toBe(error);
  });

  test('knows a lock, also by its extended code', () => {
    expect([5, 517, 6, 13].map((code) => isLocked(sqliteError(code)))).toEqual([true, true, false, false]);
    expect(isLocked(undefined)).toBe(false);
  });
});

describe('toPostgresError', () => {
  test.each([
    ['disk_full', '53100', 'STORE_FULL'],
    ['too_many_connections', '53300', 'STORE_UNAVAILABLE'],
    ['admin_shutdown', '57P01', 'STORE_UNAVAILABLE'],
    ['connection_failure', '08006', 'STORE_UNAVAILABLE'],
    ['invalid_password', '28P01', 'STORE_UNAVAILABLE'],
    ['invalid_catalog_name', '3D000', 'STORE_UNAVAILABLE'],
    ['io_error', '58030', 'STORE_UNAVAILABLE'],
    ['serialization_failure, after many tries', '40001', 'STORE_UNAVAILABLE'],
    ['a refused connection', 'ECONNREFUSED', 'STORE_UNAVAILABLE'],
    ['a broken pipe', 'EPIPE', 'STORE_UNAVAILABLE'],
  ])('%s is a fault', (_, sqlState, code) => {
    const cause = postgresError(sqlState);
    expect(toPostgresError(cause)).toMatchObject({ cause, fault: { code } });
  });

  test('a connection that ended without a code is a fault', () => {
    const cause = new Error('Connection terminated unexpectedly');
    expect(toPostgresError(cause)).toMatchObject({ cause, fault: { code: 'STORE_UNAVAILABLE' } });
  });

  test.each([
    ['a constraint', postgresError('23505')],
    ['bad SQL', postgresError('42601')],
    ['a value out of range', new RangeError('connection')],
    ['a broken invariant', new Error('unreachable: a step without its packet')],
    ['a fault', new RelayerError({ code: 'LEASE_LOST', message: 'connection' })],
    ['something that is no error', 'text'],
  ])('%s stays what it is', (_, error) => {
    expect(toPostgresError(error)).toBe(error);
  });

  test('a conflict of two writers is tried again', () => {
    expect(['40001', '40P01', '23505'].map((code) => isConflict(postgresError(code)))).toEqual([true, true, false]);
  });
});
