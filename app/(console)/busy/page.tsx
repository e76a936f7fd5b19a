import { BusyScreen } from "@/components/processes/busy-screen";

export default function Page() {
  return <BusyScreen />;
}
