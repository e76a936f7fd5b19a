import { ProfilesScreen } from "@/components/profiles/profiles-screen";

export default function Page() {
  return <ProfilesScreen />;
}
