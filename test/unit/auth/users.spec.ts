/** Users by their identity at Notion. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type OpenAuth, openAuth } from './open-auth.js';

let auth: OpenAuth;
beforeEach(async () => {
  auth = await openAuth();
});
afterEach(() => auth.close());

const person = (notion_id: string) => auth.users.add(auth.users.newNotionUser(notion_id, 'user'));

it('are one for one Notion id, however many logins come at once', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => person('n1')));
  expect(new Set(made.map(({ _id }) => _id)).size).toBe(1);
  expect((await auth.users.findByNotionId('n1'))?._id).toBe(made[0]?._id);
});

it('may be many without an e-mail, and the single user is one of them', async () => {
  await auth.users.singleUser();
  await person('n1');
  expect((await person('n2')).email).toBeUndefined();
});

it('own an e-mail since their login with it, until somebody newer logs in with it', async () => {
  const [one, two] = [await person('n1'), await person('n2')];
  await auth.users.takeEmail(one._id, 'a@example.com');
  expect((await auth.users.find(one._id))?.email).toBe('a@example.com');
  await auth.users.takeEmail(two._id, 'a@example.com');
  expect((await auth.users.find(one._id))?.email).toBeUndefined();
  expect((await auth.users.find(two._id))?.email).toBe('a@example.com');
});

it('who fight for an e-mail end with one owner', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, (_, at) => person(`n${at}`)));
  await Promise.all(people.map(({ _id }) => auth.users.takeEmail(_id, 'a@example.com')));
  const owners = await Promise.all(people.map(({ _id }) => auth.users.find(_id)));
  expect(owners.filter((user) => user?.email === 'a@example.com')).toHaveLength(1);
});

it('are seen at most once an hour, the single user too', async () => {
  const single = await auth.users.singleUser();
  const { _id } = await person('n1');
  const seen = async () => {
    for (const user of [await auth.users.singleUser(), (await auth.users.find(_id))!]) await auth.users.noteVisit(user);
    return [(await auth.users.find(single._id))?.last_seen_at, (await auth.users.find(_id))?.last_seen_at];
  };
  expect(await seen()).toEqual(Array(2).fill('2026-06-01T12:00:00.000Z'));
  auth.clock.pass(59 * 60_000);
  expect(await seen()).toEqual(Array(2).fill('2026-06-01T12:00:00.000Z'));
  auth.clock.pass(2 * 60_000);
  expect(await seen()).toEqual(Array(2).fill('2026-06-01T13:01:00.000Z'));
});
