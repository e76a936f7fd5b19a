import { CronScreen } from "@/components/cron/cron-screen";

export default function Page() {
  return <CronScreen />;
}
