import { api } from '../api/client.js';
import { problemOf } from '../api/problem.js';
import { finishDeletions, toast } from './store.js';

/** Ends the session and forgets the page: what is asked for anew meets the login. */
export async function logOut(): Promise<void> {
  try {
    await finishDeletions();
    await api.logout();
    location.assign('/');
  } catch (error) {
    toast(problemOf(error).title);
  }
}
