// group.js: CPU and memory groups, of cgroup v1 and v2, as large as Lambda makes its environments. Knows nothing of
// functions.
'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { setTimeout: sleep } = require('timers/promises');

// docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const MB_PER_CPU = 1769;
// With Linux's own 100 ms a short inference fits into one slice, and takes no longer at a small size than at a large one.
const PERIOD_US = 20000;
const LEAST_QUOTA_US = 1000;
const PREFIX = 'faastat-local-';

function quotaUs(memoryMb) {
  return Math.max(LEAST_QUOTA_US, Math.round((PERIOD_US * memoryMb) / MB_PER_CPU));
}

// What to write where, in this order. A file that not every kernel has is optional.
function limits(version, memoryMb) {
  const quota = quotaUs(memoryMb);
  const bytes = memoryMb * 1024 * 1024;
  if (version === 2) {
    return { unified: [['cpu.max', `${quota} ${PERIOD_US}`], ['memory.max', bytes], ['memory.swap.max', 0, 'optional']] };
  }
  return {
    cpu: [['cpu.cfs_period_us', PERIOD_US], ['cpu.cfs_quota_us', quota]],
    memory: [['memory.limit_in_bytes', bytes], ['memory.memsw.limit_in_bytes', bytes, 'optional']],
  };
}

// The mounts of cgroup file systems: of v1 by controller, and that of v2, each with this process's own folder in it.
function readMounts(mountinfo, own) {
  const mounts = {};
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    const [, , , root, mount] = before.split(' ');
    const [type, , options] = (after || '').split(' ');
    const names = type === 'cgroup2' ? ['unified'] : type === 'cgroup' ? options.split(',') : [];
    for (const name of names) {
      const entry = own.split('\n').map((text) => /^\d+:([^:]*):(.*)$/.exec(text))
        .find((match) => match && (name === 'unified' ? match[1] === '' : match[1].split(',').includes(name)));
      const inside = entry && entry[2].startsWith(root) ? entry[2].slice(root.length) : entry && entry[2];
      mounts[name] = { mount, own: path.join(mount, inside || '') };
    }
  }
  return mounts;
}

// The folders under which groups may be made, the likeliest first: {version, folders: {controller: folder}}.
function candidates(mounts) {
  if (mounts.cpu && mounts.memory) {
    const own = (controller) => (fs.existsSync(controller.own) ? controller.own : controller.mount);
    return [{ version: 1, folders: { cpu: own(mounts.cpu), memory: own(mounts.memory) } }];
  }
  const found = [];
  // A group of v2 that has processes cannot have limited children, but its parents may.
  for (let folder = mounts.unified && mounts.unified.own; folder; folder = path.dirname(folder)) {
    found.push({ version: 2, folders: { unified: folder } });
    if (folder === mounts.unified.mount) break;
  }
  return found;
}

class Group {
  constructor(place, name, memoryMb) {
    this.version = place.version;
    this.folders = {};
    try {
      for (const [controller, files] of Object.entries(limits(place.version, memoryMb))) {
        const folder = path.join(place.folders[controller], name);
        fs.mkdirSync(folder);
        this.folders[controller] = folder;
        for (const [file, value, optional] of files) Group.write(path.join(folder, file), value, optional);
      }
    } catch (error) {
      for (const folder of Object.values(this.folders)) fs.rmdirSync(folder);
      throw error;
    }
  }

  // Never makes a file: where the kernel has none, the controller is not there.
  static write(file, value, optional) {
    if (!optional || fs.existsSync(file)) fs.writeFileSync(file, String(value), { flag: 'r+' });
  }

  // The most memory that it held since it was made, in MB; null where the kernel does not tell.
  peakMb() {
    const file = this.version === 2 ? path.join(this.folders.unified, 'memory.peak')
      : path.join(this.folders.memory, 'memory.max_usage_in_bytes');
    try {
      return Number(fs.readFileSync(file, 'ascii')) / 1024 / 1024;
    } catch {
      return null;
    }
  }

  // The kernel takes a moment to see that the last process is gone.
  async remove() {
    for (const folder of Object.values(this.folders)) {
      for (let tries = 0; ; tries++) {
        try {
          fs.rmdirSync(folder);
          break;
        } catch (error) {
          if (error.code === 'ENOENT') break;
          if (error.code !== 'EBUSY' || tries === 200) throw error;
          await sleep(10);
        }
      }
    }
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// Removes what a local Lambda has left that was killed itself.
async function sweep(place) {
  for (const parent of Object.values(place.folders)) {
    for (const name of fs.readdirSync(parent).filter((entry) => entry.startsWith(PREFIX))) {
      if (isRunning(parseInt(name.slice(PREFIX.length), 10))) continue;
      const left = Object.create(Group.prototype, { folders: { value: { parent: path.join(parent, name) } } });
      for (const pid of fs.readFileSync(path.join(left.folders.parent, 'cgroup.procs'), 'ascii').split('\n')) {
        if (pid !== '') process.kill(Number(pid), 'SIGKILL');
      }
      await left.remove();
    }
  }
}

// Where groups can be made and entered; {place: null, why} when nowhere.
async function findPlace() {
  let why = 'there is no cgroup file system with a CPU and a memory controller';
  let mounts = {};
  try {
    mounts = readMounts(fs.readFileSync('/proc/self/mountinfo', 'utf8'), fs.readFileSync('/proc/self/cgroup', 'utf8'));
  } catch (error) {
    why = error.message;
  }
  for (const place of candidates(mounts)) {
    let group = null;
    try {
      await sweep(place);
      group = new Group(place, `${PREFIX}${process.pid}-probe`, MB_PER_CPU);
      const files = Object.values(group.folders).map((folder) => path.join(folder, 'cgroup.procs'));
      const probe = spawnSync('sh', ['-c', 'for file; do echo $$ >"$file" || exit 1; done', 'sh', ...files]);
      if (probe.status === 0) return { place, why: null };
      why = `cannot enter ${Object.values(group.folders)[0]}: ${probe.stderr}`.trim();
    } catch (error) {
      why = error.message;
    } finally {
      if (group) await group.remove();
    }
  }
  return { place: null, why };
}

module.exports = { Group, PREFIX, candidates, findPlace, limits, quotaUs, readMounts };
