/** The process itself: the standard metrics that cost nothing until somebody asks. @module */
import { Counter, Gauge, type Registry } from 'prom-client';

export function addProcessMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of this process',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({ name: 'process_start_time_seconds', help: 'When it started, seconds since 1970', registers }).set(
    Math.round(Date.now() / 1_000 - process.uptime()),
  );
}
