import { MetricsScreen } from "@/components/metrics/metrics-screen";

export default function Page() {
  return <MetricsScreen />;
}
